"""Where links lie: few at a time in one partition, a great number in one of its own.

The table is divided by ranges of its key. A partition of a million is filled first and
indexed then, which takes a third of what as many entries in grown indexes would; it
is the table's own from the moment the transaction commits (decision 28).
"""

from __future__ import annotations

from collections.abc import Iterator
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


@contextmanager
def new_partition(cursor: CursorWrapper, case: int) -> Iterator[tuple[str, int]]:
    """The name of an empty table for BLOCK links of the case at most, and the first of
    their keys. What was written to it is part of the links afterwards.

    Needs a transaction. Whoever fills it sees to it that the case is not sealed: no
    trigger looks at what is written here.
    """
    cursor.execute("SELECT nextval('cases_fraudlink_block')")
    (first,) = cursor.fetchone()
    table = f"cases_fraudlink_{first // BLOCK}"
    # That all are of one case keeps the partition out of other cases' queries.
    cursor.execute(
        f"CREATE TABLE {table} (LIKE cases_fraudlink INCLUDING CONSTRAINTS,"
        f" CONSTRAINT {table}_of_case CHECK (case_id = {int(case)}))"
    )
    yield table, first
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    cursor.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_once"
        " UNIQUE (report_id, dataset_id, token)"
    )
    cursor.execute(_GUARDS, [f" ON {table} "])
    for (guard,) in cursor.fetchall():
        cursor.execute(guard)
    # Makes the other indexes too.
    cursor.execute(
        f"ALTER TABLE cases_fraudlink ATTACH PARTITION {table}"
        f" FOR VALUES FROM ({first}) TO ({first + BLOCK})"
    )


def fill(
    cursor: CursorWrapper, case: Case, rows: pl.DataFrame, same: dict[str, Any]
) -> None:
    """Write links of the case, whose other columns are the `same` in all of them.

    Raises Refused if the case is sealed; needs a transaction.
    """
    case.hold_standing()
    if case.standing in (Standing.SEALED, Standing.RETIRED):
        raise Refused(WHY[Standing(case.standing)])
    for part in rows.iter_slices(BLOCK):
        with new_partition(cursor, case.pk) as (table, first):
            _default(cursor, table, same)
            ids = pl.int_range(first, first + part.height)
            copy_in(cursor, table, part.with_columns(id=ids), freeze=True)


def _default(cursor: CursorWrapper, table: str, same: dict[str, Any]) -> None:
    """What need not be sent a million times."""
    defaults = sql.SQL(", ").join(
        sql.SQL("ALTER {} SET DEFAULT {}").format(sql.Identifier(name), value)
        for name, value in same.items()
    )
    statement = sql.SQL("ALTER TABLE {} {}")
    cursor.execute(statement.format(sql.Identifier(table), defaults))


def analyse() -> None:
    """What the planner knows of the links as a whole: PostgreSQL by itself looks at
    each partition only."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Of each partition some thousand rows.
        cursor.execute("SET LOCAL default_statistics_target = 20")
        cursor.execute("ANALYZE cases_fraudlink")
