"""The links that stand there already, beside those that were found."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from cases.common.packed import packed
from cases.engine.identifiers import KINDS
from cases.matching.models import MatchRun
from cases.matching.runs.bulk import as_array, copy_in
from cases.matching.runs.scope import Scope

# Which link it is, and what a match says of it.
LINK: Final = ("dataset", "report", "hi", "lo")
SAID: Final = (
    "rows",
    "first_file",
    "first_row",
    "shared_file",
    "shared_row",
    "score",
    "explanation",
)

_ROW: Final = np.dtype(
    [
        ("id", ">i8"),
        ("dataset", ">i8"),
        ("report", ">u8"),
        ("hi", ">u8"),
        ("lo", ">u8"),
        ("rows", ">u8"),
        ("first_file", ">i8"),
        ("first_row", ">u8"),
        ("shared_file", ">i8"),
        ("shared_row", ">i8"),
        ("score", ">i2"),
        ("explanation", ">i8"),
    ]
)
# By whether the link goes if it is found no longer; and in eight parts, since a value
# of the answer has an end.
_KNOWN: Final = sql.SQL(
    """
SELECT
    dataset_id = ANY({whole}) AND kind = ANY({kinds}) AND updated_at < {began},
    string_agg(
        int8send(id) || int8send(dataset_id) || int8send(report_id)
        || uuid_send(token) || int8send(rows) || int8send(first_file_id)
        || int8send(first_row) || int8send(coalesce(shared_file_id, -1))
        || int8send(coalesce(shared_row, -1)) || int2send(score)
        || int8send(explanation_id), '')
FROM cases_fraudlink
WHERE case_id = {case} AND dataset_id = ANY({datasets}){narrowed}
GROUP BY 1, id & 1 = 0, id & 2 = 0, id & 4 = 0
"""
)

# What nobody has judged is a suggestion: it goes when it is found no longer, because
# its value became too common or its number was taken out of the report.
_DROP: Final = """
DELETE FROM cases_fraudlink AS link
WHERE id = ANY(%s::bigint[]) AND updated_at < %s
  AND NOT EXISTS (SELECT FROM cases_linkjudgement AS j WHERE j.link_id = link.id)
"""

_SAY_ANEW: Final = """
UPDATE cases_fraudlink AS link SET
    rows = s.rows, first_file_id = s.first_file, first_row = s.first_row,
    shared_file_id = s.shared_file, shared_row = s.shared_row,
    score = s.score, explanation_id = s.explanation, updated_at = now()
FROM match_said_anew AS s WHERE s.id = link.id
"""
_ANEW: Final = """
DROP TABLE IF EXISTS pg_temp.match_said_anew;
CREATE TEMP TABLE match_said_anew (
    id bigint, rows bigint, first_file bigint, first_row bigint, shared_file bigint,
    shared_row bigint, score smallint, explanation bigint
) ON COMMIT DROP
"""


def known_links(run: MatchRun, found: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """LINK, SAID, id, and `goes`: nobody will miss it if it is found no longer.

    Of the scope, and of all data sets in which anything was found.
    """
    narrowed: sql.Composable = sql.SQL("")
    if scope.reports is not None:
        reports = as_array(pl.Series(list(scope.reports), dtype=pl.Int64))
        narrowed = sql.SQL(" AND report_id = ANY({}::bigint[])").format(reports)
    answer = packed(
        _KNOWN.format(
            whole=list(scope.datasets),
            kinds=list(scope.kinds or KINDS),
            began=scope.began,
            case=run.case_id,
            datasets=list({*scope.datasets, *found["dataset"]}),
            narrowed=narrowed,
        ),
        _ROW,
    )
    goes = np.array([goes for (goes,) in answer.groups], np.bool_)
    known = pl.DataFrame({**answer.fields, "goes": goes[answer.group_of]})
    there = {
        name: pl.when(pl.col(name) >= 0).then(name).cast(kind)
        for name, kind in (("shared_file", pl.Int64), ("shared_row", pl.UInt64))
    }
    return known.with_columns(**there)


def without(links: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    if links.is_empty() or others.is_empty():
        return links
    return links.join(others, on=LINK, how="anti")


def drop_stale(
    cursor: CursorWrapper, known: pl.DataFrame, found: pl.DataFrame, scope: Scope
) -> None:
    stale = without(known.filter("goes"), found)
    if stale.height:
        cursor.execute(_DROP, [as_array(stale["id"]), scope.began])


def say_anew(cursor: CursorWrapper, known: pl.DataFrame, found: pl.DataFrame) -> None:
    """Of what is known, that which differs from what was found."""
    both = known.join(found.select(*LINK, *SAID), on=LINK, suffix="_found")
    differs = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_found")) for name in SAID
    )
    now = {name: pl.col(f"{name}_found") for name in SAID}
    changed = both.filter(differs).select("id", **now)
    if changed.height:
        cursor.execute(_ANEW)
        copy_in(cursor, "match_said_anew", changed)
        cursor.execute(_SAY_ANEW)
