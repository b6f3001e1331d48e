"""Checks the database against what was written outside of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from django.db import connection

from cases.audit import heads, journal
from cases.audit.heads import Head, HeadsDisagree
from cases.audit.verifying.chain import Chain
from cases.audit.verifying.faults import Fault

_PORTION = 10_000


def read_heads() -> list[Head | None]:
    """To be read before the seals: every head is of a seal that is there."""
    return list(heads.read())


def compare_heads(lines: list[Head | None], chain: Chain) -> Iterator[Fault]:
    if not lines and chain.hashes:
        yield Fault("heads_missing", file=str(heads.path()))
        return
    yield from _forged(lines)
    genuine = [head for head in lines if head is not None]
    for head in genuine:
        if head.seal in chain.hashes and chain.hashes[head.seal] != head.hash:
            yield Fault("seal_replaced", seal=head.seal)
    if genuine and genuine[-1].seal > chain.last:
        end = genuine[-1]
        more = end.total - chain.total
        yield Fault("end_removed", last=end.seal, entries=more, seal=chain.last)


def behind(chain: Chain) -> Iterator[Fault]:
    """To be asked at the end: one seal may be on its way to the file."""
    with suppress(HeadsDisagree):
        head = heads.last()
        if head is not None and head.seal < chain.last - 1:
            yield Fault("heads_truncated", last=head.seal, seal=chain.last)


def begun_anew(lines: list[Head | None]) -> str:
    first = lines[0] if lines else None
    return (
        f"The heads begin with seal {first.seal}: {first.began}"
        if (first and first.began)
        else ""
    )


def _forged(lines: list[Head | None]) -> Iterator[Fault]:
    previous: Head | None = None
    for place, head in enumerate(lines, 1):
        expected = previous.seal + 1 if previous else 1
        if head is None or not (heads.fits(head, previous)):
            yield Fault("head_forged", line=place)
        elif head.seal != expected and not (place == 1 and head.began):
            yield Fault("heads_gap", line=place)
        previous = head or previous


def compare_journal() -> tuple[set[int], list[Fault]]:
    """Entries that were noted when committed and are missing; and faults of those that
    differ from their note."""
    removed: set[int] = set()
    replaced: list[Fault] = []
    noted = (pair for path in journal.files() for pair in journal.read(path))
    while portion := dict(islice(noted, _PORTION)):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, mac FROM cases_entry WHERE id = ANY(%s)", [list(portion)]
            )
            there = {number: bytes(code) for number, code in cursor.fetchall()}
        removed |= portion.keys() - there.keys()
        replaced += [
            Fault("entry_replaced", entry=number)
            for number, code in sorted(there.items())
            if portion[number] != code
        ]
    return removed, replaced
