"""A trail for tests, and the hands of somebody who may do everything in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from cases.access.models import Officer
from cases.audit import sealer, verifying
from cases.audit import services as audit
from cases.audit.models import Action, Entry

TABLES = ("cases_entry", "cases_seal")


def write(officer: Officer, count: int, *, seal_each: int = 0) -> list[Entry]:
    """So many entries, sealed after every so many."""
    entries = []
    for place in range(1, count + 1):
        entries.append(
            audit.record(officer=officer, action=Action.READ, obj=officer, place=place)
        )
        if seal_each and place % seal_each == 0:
            sealer.seal()
    return entries


@contextmanager
def triggers_off() -> Iterator[None]:
    """What a superuser can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            # As in all tests: see the fixture django_db_setup.
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER not_truncated")


def by_hand(*statements: str, **names: object) -> None:
    """SQL as a superuser types it, the triggers switched off."""
    with triggers_off(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**names))


def faults() -> list[str]:
    return [fault.what for fault in verifying.verify().faults]


def sentences() -> str:
    return "\n".join(str(fault) for fault in verifying.verify().faults)
