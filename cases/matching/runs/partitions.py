"""Where links lie: few at a time in one partition, a great number in one of its own.

The table is divided by ranges of its key. A partition of a million is filled first and
indexed then, which takes a third of what as many entries in grown indexes would; it
is the table's own from the moment the transaction commits (decision 28).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import polars as pl
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from cases.access.errors import Refused
from cases.casefiles.models import Case, Standing
from cases.casefiles.permissions import WHY
from cases.matching.runs.bulk import copy_in

# From so many on they get a partition of their own: fewer are soon written, and each
# partition costs every query that does not name a case or a key.
MANY: Final = 200_000
# Keys of a partition, as the sequence hands them out (migration 0021).
BLOCK: Final = 1 << 24

# Statements that name the partition itself are refused below a seal as well.
_GUARDS: Final = """
SELECT replace(pg_get_triggerdef(oid, true), ' ON cases_fraudlink ', %s)
FROM pg_trigger WHERE tgrelid = 'cases_fraudlink'::regclass AND NOT tgisinternal
"""

_CHECKS: Final = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = 'cases_fraudlink'::regclass AND contype = 'c'
"""
_TYPES: Final = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = 'cases_fraudlink'::regclass AND attname = ANY(%s)
"""
# A run may be on one data set, one file or one kind of identifier.
_OFTEN_SAME: Final = (
    "dataset_id",
    "kind",
    "first_file_id",
    "rows",
    "shared_file_id",
    "shared_row",
)
_NOTHING: Final[Mapping[str, Any]] = {}


@contextmanager
def new_partition(
    cursor: CursorWrapper, case: int, same: Mapping[str, Any] = _NOTHING
) -> Iterator[tuple[str, int]]:
    """The name of an empty table for BLOCK links of the case at most, and the first of
    their keys. What was written to it is part of the links afterwards.

    same: what some columns hold in all of them. The table has these columns only when
    it is full: PostgreSQL notes such a value once and stores it in no row.

    Needs a transaction. Whoever fills it sees to it that the case is not sealed: no
    trigger looks at what is written here.
    """
    cursor.execute("SELECT nextval('cases_fraudlink_block')")
    (first,) = cursor.fetchone()
    table = f"cases_fraudlink_{first // BLOCK}"
    cursor.execute(f"CREATE TABLE {table} (LIKE cases_fraudlink)")
    for name in same:
        cursor.execute(f"ALTER TABLE {table} DROP {name}")
    yield table, first
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    checks = _checks(cursor, table, case, first)
    _alter(cursor, table, [*_columns(cursor, same), *checks])
    cursor.execute(_GUARDS, [f" ON {table} "])
    for (guard,) in cursor.fetchall():
        cursor.execute(guard)
    # Makes the other indexes too.
    cursor.execute(
        f"ALTER TABLE cases_fraudlink ATTACH PARTITION {table}"
        f" FOR VALUES FROM ({first}) TO ({first + BLOCK})"
    )


def _alter(
    cursor: CursorWrapper, table: str, changes: Iterable[sql.Composable]
) -> None:
    statement = sql.SQL("ALTER TABLE {} {}")
    together = sql.SQL(", ").join(changes)
    cursor.execute(statement.format(sql.Identifier(table), together))


def _columns(
    cursor: CursorWrapper, same: Mapping[str, Any]
) -> Iterator[sql.Composable]:
    cursor.execute(_TYPES, [list(same)])
    for name, kind in cursor.fetchall():
        column = sql.SQL("ADD {} {}").format(sql.Identifier(name), sql.SQL(kind))
        if same[name] is not None:
            column += sql.SQL(" NOT NULL DEFAULT {}").format(same[name])
        yield column


def _checks(
    cursor: CursorWrapper, table: str, case: int, first: int
) -> Iterator[sql.Composable]:
    cursor.execute(_CHECKS)
    for name, check in cursor.fetchall():
        yield sql.SQL("ADD CONSTRAINT {} {}").format(
            sql.Identifier(name), sql.SQL(check)
        )
    # That all are of one case keeps the partition out of other cases' queries.
    yield sql.SQL("ADD CONSTRAINT {} CHECK (case_id = {})").format(
        sql.Identifier(f"{table}_of_case"), case
    )
    # Else the rows would be read once more when it becomes a partition.
    yield sql.SQL("ADD CONSTRAINT {} CHECK (id >= {} AND id < {})").format(
        sql.Identifier(f"{table}_of_block"), first, first + BLOCK
    )
    yield sql.SQL("ADD CONSTRAINT {} UNIQUE (report_id, dataset_id, token)").format(
        sql.Identifier(f"{table}_once")
    )


def fill(
    cursor: CursorWrapper, case: Case, rows: pl.DataFrame, same: Mapping[str, Any]
) -> None:
    """Write links of the case, whose other columns are the `same` in all of them.

    Raises Refused if the case is sealed; needs a transaction.
    """
    case.hold_standing()
    if case.standing in (Standing.SEALED, Standing.RETIRED):
        raise Refused(WHY[Standing(case.standing)])
    for part in rows.iter_slices(BLOCK):
        one = {name: part[name][0] for name in _OFTEN_SAME if _has_one(part[name])}
        with new_partition(cursor, case.pk, {**same, **one}) as (table, first):
            ids = pl.int_range(first, first + part.height)
            varied = part.drop(one).with_columns(id=ids)
            copy_in(cursor, table, varied, freeze=True)


def _has_one(column: pl.Series) -> bool:
    return bool(column.eq_missing(column[0]).all())


def analyse() -> None:
    """What the planner knows of the links as a whole: PostgreSQL by itself looks at
    each partition only."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Of each partition some thousand rows.
        cursor.execute("SET LOCAL default_statistics_target = 20")
        cursor.execute("ANALYZE cases_fraudlink")
