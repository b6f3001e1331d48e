"""Checks whether the trail is what was written: every entry, every seal, and the second
place."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from django.db import connection, connections

from cases.audit import codes, encoding
from cases.audit.models import Seal, Waiting
from cases.audit.verifying import chain as chains
from cases.audit.verifying import chunks, second_place
from cases.audit.verifying.chunks import Chunk, Found
from cases.audit.verifying.faults import Fault, spans
from cases.audit.verifying.rows import Changed

# Below that, starting processes takes longer than they save.
_ALONE = 5 * chunks.CHUNK_ENTRIES
_MOVES_TRIED = 300


@dataclass
class Result:
    """`waiting` entries are written and not sealed yet; `notes` are no faults."""

    entries: int = 0
    sealed: int = 0
    waiting: int = 0
    seals: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify() -> Result:
    lines = second_place.read_heads()
    chain = chains.walk()
    found = _together(_each_chunk(chain.chunks, alone=chain.total < _ALONE))
    result = Result(found.entries, chain.total, seals=len(chain.hashes))
    result.faults += chain.faults
    inserted = _inserted(found, chain.last, result)
    result.faults += _of_entries(found, inserted)
    result.faults += [
        Fault("entries_inserted", first=first, last=last)
        for first, last in spans(inserted)
    ]
    result.faults += second_place.compare_heads(lines, chain)
    result.faults += second_place.behind(chain)
    result.faults += _removed_unsealed(set(found.missing))
    result.notes = [
        f"The clock went back by {seconds:.0f} s at entry {entry}."
        for entry, seconds in sorted(found.clock_back.items())
    ]
    if begun := second_place.begun_anew(lines):
        result.notes.append(begun)
    return result


def _each_chunk(todo: list[Chunk], *, alone: bool) -> Iterator[Found]:
    workers = os.cpu_count() or 1
    if alone or workers == 1:
        yield from map(chunks.verify, todo)
        return
    # A connection must not be shared with a child.
    connections.close_all()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(chunks.verify, todo)


def _together(parts: Iterable[Found]) -> Found:
    whole = Found()
    unlisted: set[int] = set()
    late: set[int] = set()
    for part in parts:
        whole.entries += part.entries
        whole.changed += part.changed
        whole.missing |= part.missing
        whole.replaced_in += part.replaced_in
        whole.clock_back |= part.clock_back
        unlisted.update(part.unlisted)
        late.update(part.late)
    whole.unlisted = sorted(unlisted - late)
    return whole


def _of_entries(found: Found, inserted: set[int]) -> Iterator[Fault]:
    yield from _changed([c for c in found.changed if c.entry not in inserted])
    by_seal: dict[int, list[int]] = {}
    for entry, seal in found.missing.items():
        by_seal.setdefault(seal, []).append(entry)
    for seal, entries in sorted(by_seal.items()):
        for first, last in spans(entries):
            yield Fault("entries_removed", first=first, last=last, seal=seal)
    for seal in found.replaced_in:
        yield Fault("entries_replaced", seal=seal)


def _changed(changed: list[Changed]) -> Iterator[Fault]:
    """Of few, whether each is what another one was."""
    numbers = [item.entry for item in changed[:_MOVES_TRIED]]
    fits = codes.EntryCodes().fits
    for item in changed:
        was = next(
            (
                number
                for number in numbers
                if number != item.entry
                and fits(encoding.renumbered(item.content, number), item.code)
            ),
            None,
        )
        if was is None:
            yield Fault("entry_changed", entry=item.entry)
        else:
            yield Fault("entry_moved", entry=item.entry, was=was)


def _inserted(found: Found, last_seal: int, result: Result) -> set[int]:
    """An entry that no seal lists must be waiting for one, or have been sealed
    meanwhile."""
    newer = Seal.objects.filter(number__gt=last_seal).values_list("entry_ids")
    # In this order: an entry leaves the first for the second.
    waiting = set(Waiting.objects.values_list("pk", flat=True))
    sealed = {entry for (entries,) in newer for entry in entries}
    result.waiting = len(waiting)
    return set(found.unlisted) - waiting - sealed


def _removed_unsealed(known: set[int]) -> Iterator[Fault]:
    """Entries that were noted when committed, or wait for a seal, and are missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry_id FROM cases_waiting WHERE NOT EXISTS"
            " (SELECT FROM cases_entry WHERE id = entry_id)"
        )
        waiting = {number for (number,) in cursor.fetchall()}
    noted, replaced = second_place.compare_journal()
    yield from replaced
    for first, last in spans((noted | waiting) - known):
        yield Fault("entries_removed_unsealed", first=first, last=last)
