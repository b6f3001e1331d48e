"""Checks some consecutive seals against the entries they list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from cases.audit.models import Seal
from cases.audit.verifying import rows
from cases.audit.verifying.rows import Changed, Ids, Rows

CHUNK_ENTRIES = 100_000
LOWEST = -(2**63)


@dataclass(frozen=True)
class Chunk:
    """The seals `first` to `last`, and the entries above one number up to another.

    A seal may also list entries below: those that were committed late.
    """

    first: int
    last: int
    above: int
    to: int


@dataclass
class Found:
    """What one chunk shows: of `missing` entries the seal that lists them, of
    `unlisted` ones none of this chunk's does, `late` ones lie below the chunk."""

    entries: int = 0
    changed: list[Changed] = field(default_factory=list)
    missing: dict[int, int] = field(default_factory=dict)
    unlisted: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    replaced_in: list[int] = field(default_factory=list)
    clock_back: dict[int, float] = field(default_factory=dict)


def verify(chunk: Chunk) -> Found:
    here = rows.in_range(chunk.above, chunk.to)
    found = Found(len(here.ids), here.changed, clock_back=here.clock_back)
    lists = list(_lists(chunk))
    listed = _joined([ids for _number, ids, _digest in lists])
    found.unlisted = here.ids[~np.isin(here.ids, listed)].tolist()
    # A seal's list that was tampered with may name any number.
    elsewhere = listed[(listed <= chunk.above) | (listed > chunk.to)]
    late = rows.numbered(elsewhere) if len(elsewhere) else None
    if late is not None:
        found.late = late.ids.tolist()
        here = _merged(here, late)
    for number, ids, digest in lists:
        _compare(found, here, number, ids, digest)
    return found


def _lists(chunk: Chunk) -> Iterator[tuple[int, Ids, bytes]]:
    seals = Seal.objects.filter(number__range=(chunk.first, chunk.last))
    fields = seals.order_by("number").values_list("number", "entry_ids", "digest")
    for number, entry_ids, digest in fields:
        yield number, np.array(entry_ids, np.int64), bytes(digest)


def _compare(found: Found, here: Rows, number: int, ids: Ids, digest: bytes) -> None:
    there = np.isin(ids, here.ids)
    if not there.all():
        found.missing.update(dict.fromkeys(ids[~there].tolist(), number))
        return
    places = np.searchsorted(here.ids, ids)
    codes = np.frombuffer(here.codes, np.uint8).reshape(-1, 32)[places]
    if hashlib.sha256(codes.tobytes()).digest() != digest:
        found.replaced_in.append(number)


def _joined(lists: list[Ids]) -> Ids:
    return np.concatenate(lists) if lists else np.array([], np.int64)


def _merged(here: Rows, late: Rows) -> Rows:
    ids = np.concatenate([late.ids, here.ids])
    order = np.argsort(ids)
    both = np.frombuffer(late.codes + here.codes, np.uint8).reshape(-1, 32)
    return Rows(ids[order], both[order].tobytes())
