"""Walks the seals from the first to the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cases.audit import codes
from cases.audit.models import Seal
from cases.audit.verifying.chunks import CHUNK_ENTRIES, LOWEST, Chunk
from cases.audit.verifying.faults import Fault

HIGHEST = 2**63 - 1


@dataclass
class Chain:
    """`hashes` of the seals by number, `total` entries in them, and the chunks in
    which their entries are to be looked at; the last has no seals, but whatever
    was written since."""

    hashes: dict[int, str] = field(default_factory=dict)
    total: int = 0
    chunks: list[Chunk] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def last(self) -> int:
        return max(self.hashes, default=0)


def walk() -> Chain:
    chain = Chain()
    previous, expected, counted = codes.START, 1, 0
    for seal in Seal.objects.order_by("number").iterator(chunk_size=20):
        counted += len(seal.entry_ids)
        if seal.number != expected:
            counted = seal.total  # nobody can say what the missing ones held
            chain.faults.append(
                Fault("seals_removed", first=expected, last=seal.number - 1)
            )
        elif bytes(seal.previous) != previous:
            chain.faults.append(Fault("seals_broken", seal=seal.number))
        is_whole = _is_whole(seal)
        if not is_whole or seal.total != counted:
            chain.faults.append(Fault("seal_changed", seal=seal.number))
        if not is_whole:
            counted = seal.total
        previous, expected = bytes(seal.hash), seal.number + 1
        chain.hashes[seal.number] = previous.hex()
        chain.total += len(seal.entry_ids)
    chain.chunks = list(_chunks())
    return chain


def _is_whole(seal: Seal) -> bool:
    parts = (seal.number, seal.at, seal.entry_ids, bytes(seal.digest))
    return any(
        codes.of_seal(*parts, bytes(seal.previous), key) == bytes(seal.hash)
        for key in codes.trail_keys()
    )


def _chunks() -> Iterator[Chunk]:
    first, held, above, highest = 0, 0, LOWEST, LOWEST
    last = 0
    lists = Seal.objects.order_by("number").values_list("number", "entry_ids")
    for number, entry_ids in lists.iterator(chunk_size=20):
        first, last = first or number, number
        held += len(entry_ids)
        highest = max(highest, *entry_ids) if entry_ids else highest
        if held >= CHUNK_ENTRIES:
            yield Chunk(first, last, above, highest)
            first, held, above = 0, 0, highest
    yield Chunk(first or last + 1, last, above, highest)
    yield Chunk(last + 1, last, highest, HIGHEST)
