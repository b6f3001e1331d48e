"""The tokens of all fraud reports, as the join takes them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import polars as pl
from django.db import connection
from psycopg import Cursor, sql

from cases.engine.identifiers import KINDS
from cases.fraud.models import ReportIdentifier

SCHEMA: Final = pl.Schema(
    {"kind": pl.UInt8, "hi": pl.UInt64, "lo": pl.UInt64, "row": pl.Int64}
)

# The fields of a row one after the other, each of a fixed width and big-endian: many
# rows are one value, and all of them one numpy array. Row by row they would be handed
# through Python, which takes ten times as long as the query.
_ROW: Final = np.dtype([("kind", ">i2"), ("hi", ">u8"), ("lo", ">u8"), ("row", ">i8")])
# Reports in a value: some 5 MB.
_TOGETHER: Final = 200_000


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
        # Django's own cursors know no binary answers.
        cursor = Cursor(wrapper.connection)
        cursor.execute(query, binary=True)
        answer = b"".join(packed for (packed,) in cursor)
    rows = np.frombuffer(answer, _ROW)
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
        "SELECT string_agg(int2send((CASE kind {codes} END)::int2)"
        " || uuid_send(token) || int8send(report_id), '')"
        " FROM {table} WHERE party = {party} AND kind = ANY({kinds}){narrowed}"
        " GROUP BY report_id / {together}"
    ).format(
        codes=codes,
        table=sql.Identifier(ReportIdentifier._meta.db_table),
        party=party,
        kinds=list(kinds),
        narrowed=narrowed,
        together=_TOGETHER,
    )
