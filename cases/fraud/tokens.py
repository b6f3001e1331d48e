"""The tokens of all fraud reports, as the join takes them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import polars as pl
from psycopg import sql

from cases.common.packed import packed
from cases.engine.identifiers import KINDS
from cases.fraud.models import ReportIdentifier

SCHEMA: Final = pl.Schema(
    {"kind": pl.UInt8, "hi": pl.UInt64, "lo": pl.UInt64, "row": pl.Int64}
)

_ROW: Final = np.dtype([("hi", ">u8"), ("lo", ">u8"), ("row", ">i8")])
# By kind, and each kind in eight: a value of the answer has an end, which is reached
# with some forty million numbers. The planner takes a comparison for two groups and
# gathers all at once; for the number of a part it would expect many, and sort the rows.
_GROUPS: Final = sql.SQL(
    "kind, report_id & 1 = 0, report_id & 2 = 0, report_id & 4 = 0"
)


def report_tokens(
    *,
    party: str = ReportIdentifier.Party.VICTIM.value,
    kinds: Collection[str] = (),
    reports: Collection[int] | None = None,
    namesakes: bool = False,
) -> pl.DataFrame:
    """kind (UInt8), hi and lo (UInt64), row (Int64, the report's primary key).

    One row per identifier of that party, in no order. kinds: none given means all.
    reports: only those with these primary keys. namesakes: also the rows of other
    reports with the same values, to show how common each value is.
    """
    narrowed = _narrowed(party, reports, namesakes=namesakes)
    query = _query(party, kinds or KINDS.keys(), narrowed)
    answer = packed(query, _ROW)
    codes = np.array([KINDS[kind].code for (kind,) in answer.groups], np.uint8)
    return pl.DataFrame({"kind": codes[answer.group_of], **answer.fields}, SCHEMA)


def with_namesakes(every: pl.DataFrame, reports: Collection[int]) -> pl.DataFrame:
    """What `report_tokens` gives for these reports and their namesakes, out of the
    tokens of all reports."""
    theirs = every.filter(
        pl.col("row").is_in(pl.Series(list(reports), dtype=pl.Int64).implode())
    )
    values = theirs.select("hi", "lo").unique()
    return every.join(values, on=("hi", "lo"), how="semi")


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
    return sql.SQL(
        "SELECT kind, string_agg(uuid_send(token) || int8send(report_id), '')"
        " FROM {table} WHERE party = {party} AND kind = ANY({kinds}){narrowed}"
        " GROUP BY {groups}"
    ).format(
        table=sql.Identifier(ReportIdentifier._meta.db_table),
        party=party,
        kinds=list(kinds),
        narrowed=narrowed,
        groups=_GROUPS,
    )
