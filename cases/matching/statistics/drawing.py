"""Which lines a seed draws.

Anybody can draw them again with nothing but SHA-256: the k-th draw of a stratum, k from
0, is the SHA-256 of `seed:stratum:k` as one big number, modulo the stratum's lines; a
line that was drawn before is passed over. No key is involved, so a change of the keys
changes no sample.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import count


def draw(strata: Mapping[str, int], size: int, seed: int) -> list[tuple[str, int]]:
    """(stratum, number of the line in it, from 0), stratum by stratum.

    strata: how many lines each has. Where there are fewer lines than asked for, all.
    """
    shares = allot(strata, size)
    return [
        (name, line)
        for name, lines in strata.items()
        for line in _lines(seed, name, lines, shares[name])
    ]


def allot(strata: Mapping[str, int], size: int) -> dict[str, int]:
    """How many lines of each stratum: in proportion to its lines, what is left over
    to the largest remainders."""
    total = sum(strata.values())
    size = min(size, total)
    if not size:
        return dict.fromkeys(strata, 0)
    shares = {name: size * lines // total for name, lines in strata.items()}
    left = size - sum(shares.values())
    remainders = sorted(strata, key=lambda name: (-(size * strata[name] % total), name))
    for name in remainders[:left]:
        shares[name] += 1
    return shares


def _lines(seed: int, stratum: str, of: int, size: int) -> list[int]:
    drawn: dict[int, None] = {}
    for k in count():
        if len(drawn) == size:
            break
        digest = hashlib.sha256(f"{seed}:{stratum}:{k}".encode()).digest()
        drawn.setdefault(int.from_bytes(digest) % of)
    return list(drawn)
