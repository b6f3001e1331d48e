"""The tokens of all fraud reports, as the join takes them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import polars as pl
from django.db import connection
from psycopg import sql

from cases.engine.identifiers import KINDS
from cases.fraud.models import ReportIdentifier

if TYPE_CHECKING:
    from psycopg import Cursor

SCHEMA: Final = pl.Schema(
    {"kind": pl.UInt8, "hi": pl.UInt64, "lo": pl.UInt64, "row": pl.Int64}
)

# PostgreSQL's binary COPY: a header, then for each row the number of fields and,
# for each field, its length and its bytes, big-endian; at the end the number -1.
# All our fields have a fixed width, so the whole answer is one numpy array.
_HEADER: Final = 19
_TRAILER: Final = 2
_ROW: Final = np.dtype(
    [
        ("fields", ">i2"),
        ("kind_bytes", ">i4"),
        ("kind", ">i2"),
        ("token_bytes", ">i4"),
        ("hi", ">u8"),
        ("lo", ">u8"),
        ("row_bytes", ">i4"),
        ("row", ">i8"),
    ]
)


def report_tokens(
    *,
    party: str = ReportIdentifier.Party.VICTIM.value,
    kinds: Collection[str] = (),
    reports: Collection[int] | None = None,
    namesakes: bool = False,
) -> pl.DataFrame:
    """kind (UInt8), hi and lo (UInt64), row (Int64, the report's primary key).

    One row per identifier of that party, in no order; no kinds: all of them;
    `reports`: those with these primary keys only; `namesakes`: and others' rows
    with the same values, so that it shows how common each is.
    """
    narrowed = _narrowed(party, reports, namesakes=namesakes)
    query = _query(party, kinds or KINDS.keys(), narrowed)
    with connection.cursor() as wrapper:
        cursor = cast("Cursor[Any]", wrapper.cursor)
        with cursor.copy(query) as copy:
            answer = b"".join(copy)
    rows = np.frombuffer(answer[_HEADER:-_TRAILER], _ROW)
    return pl.DataFrame(
        {name: rows[name].astype(rows[name].dtype.newbyteorder("=")) for name in SCHEMA}
    ).cast(SCHEMA)


def _narrowed(
    party: str, reports: Collection[int] | None, *, namesakes: bool
) -> sql.Composable:
    if reports is None:
        return sql.SQL("")
    theirs = sql.SQL("report_id = ANY({}::bigint[])").format(list(reports))
    if not namesakes:
        return sql.SQL(" AND {}").format(theirs)
    return sql.SQL(
        " AND token IN (SELECT token FROM {table} WHERE party = {party} AND {theirs})"
    ).format(
        table=sql.Identifier(ReportIdentifier._meta.db_table),
        party=party,
        theirs=theirs,
    )


def _query(
    party: str, kinds: Collection[str], narrowed: sql.Composable
) -> sql.Composed:
    codes = sql.SQL(" ").join(
        sql.SQL("WHEN {} THEN {}").format(kind, KINDS[kind].code) for kind in kinds
    )
    return sql.SQL(
        "COPY (SELECT (CASE kind {codes} END)::int2, token, report_id::int8"
        " FROM {table} WHERE party = {party} AND kind = ANY({kinds}){narrowed})"
        " TO STDOUT (FORMAT binary)"
    ).format(
        codes=codes,
        table=sql.Identifier(ReportIdentifier._meta.db_table),
        party=party,
        kinds=list(kinds),
        narrowed=narrowed,
    )
