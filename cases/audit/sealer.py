"""Chains what was written since the last time: one seal over all that waits.

Pages never wait for it: writing an entry takes no lock that sealing holds. What
commits late is in a later seal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from cases.audit import codes, heads, journal
from cases.audit.heads import HeadsDisagree
from cases.audit.models import Seal

LOCK = 0x61756469  # "audi", this trail's advisory lock
BATCH = 10_000

_TAKE = """
    DELETE FROM cases_waiting WHERE entry_id IN
        (SELECT entry_id FROM cases_waiting ORDER BY entry_id LIMIT %s)
    RETURNING entry_id
"""
_CODES = "SELECT mac FROM cases_entry WHERE id = ANY(%s) ORDER BY id"
_UNSEALED = """
    SELECT EXISTS (
        SELECT FROM unnest(%s::bigint[]) AS noted
        WHERE NOT EXISTS (SELECT FROM cases_entry WHERE id = noted)
           OR EXISTS (SELECT FROM cases_waiting WHERE entry_id = noted))
"""


def seal() -> int:
    """Seal what waits and write the heads out; the number of entries sealed.

    Two at once do no harm: the second finds the lock taken. Raises HeadsDisagree
    where the second place does not end as the database does.
    """
    total = 0
    with _locked() as ours:
        while ours and (made := _seal_batch()):
            heads.catch_up(made)
            total += len(made.entry_ids)
    return total


def begin_heads_anew(reason: str) -> None:
    """After the second place was lost, or the database restored from a backup.

    Raises HeadsDisagree if there is nothing to begin with.
    """
    with _locked() as ours:
        newest = Seal.objects.order_by("number").last()
        if not ours or newest is None:
            raise HeadsDisagree("There is no seal yet, or one is being made.")
        heads.begin_anew(newest, reason)


@contextmanager
def _locked() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        ours = bool(cursor.fetchone()[0])
        try:
            yield ours
        finally:
            if ours:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@transaction.atomic
def _seal_batch() -> Seal | None:
    newest = Seal.objects.order_by("number").last()
    heads.catch_up(newest)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [BATCH])
        entry_ids = sorted(row[0] for row in cursor.fetchall())
    return _chain(newest, entry_ids) if entry_ids else None


def _chain(newest: Seal | None, entry_ids: list[int]) -> Seal:
    # An entry that has gone meanwhile stays in the list: verifying misses it.
    number = newest.number + 1 if newest else 1
    previous = bytes(newest.hash) if newest else codes.START
    at, digest = timezone.now(), digest_of(entry_ids)
    return Seal.objects.create(
        number=number,
        at=at,
        entry_ids=entry_ids,
        total=(newest.total if newest else 0) + len(entry_ids),
        digest=digest,
        previous=previous,
        hash=codes.of_seal(number, at, entry_ids, digest, previous),
    )


def digest_of(entry_ids: list[int]) -> bytes:
    """SHA-256 over the codes of these entries, in ascending order of number."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute(_CODES, [entry_ids])
        for (code,) in cursor.fetchall():
            digest.update(code)
    return digest.digest()


def drop_journals() -> None:
    """Remove the notes of hours all of whose entries are sealed."""
    for path in journal.settled_files():
        noted = [number for number, _code in journal.read(path)]
        with connection.cursor() as cursor:
            cursor.execute(_UNSEALED, [noted])
            # One that is missing is evidence: the file stays.
            if not cursor.fetchone()[0]:
                path.unlink()
