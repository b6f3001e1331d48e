"""A run's links and braked values, written in one step.

Existing links keep their number and the officers' judgement; what did not change
is not touched. Of two runs at once the second waits for the lock on their data sets
(`require_same`) and then finds the links there; were there no lock, the unique
(data set, report, token) would refuse its links.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from cases.engine.identifiers import KINDS
from cases.matching.models import BrakedValue, MatchRun
from cases.matching.runs.bulk import copy_in, rows_of

# Dropped first: two runs may stand in one transaction of a caller. A million links
# are joined and sorted in memory: some 150 MB.
_TABLES: Final = """
SET LOCAL work_mem = '256MB';
DROP TABLE IF EXISTS pg_temp.match_said, pg_temp.match_found;
CREATE TEMP TABLE match_said (
    place integer, reasons jsonb,
    digest uuid GENERATED ALWAYS AS (md5(reasons::text)::uuid) STORED
) ON COMMIT DROP;
CREATE TEMP TABLE match_found (
    dataset_id bigint, report_id bigint, kind text, token uuid, rows bigint,
    first_file_id bigint, first_row bigint, score smallint, explanation_id bigint
) ON COMMIT DROP;
"""

_EXPLAIN: Final = """
INSERT INTO cases_explanation (digest, reasons)
SELECT digest, reasons FROM match_said ORDER BY digest
ON CONFLICT (digest) DO NOTHING
"""
_EXPLAINED: Final = """
SELECT s.place, e.id FROM match_said AS s JOIN cases_explanation AS e USING (digest)
"""
_EXPLAINED_SCHEMA: Final = pl.Schema({"place": pl.UInt32, "explanation_id": pl.Int64})

# What nobody has judged is a suggestion: it goes when it is found no longer, because
# its value became too common or its number was taken out of the report.
_DROP_STALE: Final = """
DELETE FROM cases_fraudlink AS link
WHERE link.dataset_id = ANY(%(datasets)s::bigint[])
  AND link.kind = ANY(%(kinds)s)
  AND (%(every)s OR link.report_id = ANY(%(reports)s::bigint[]))
  AND link.updated_at < %(began)s
  AND NOT EXISTS (
    SELECT FROM match_found AS f WHERE (f.dataset_id, f.report_id, f.token)
                                     = (link.dataset_id, link.report_id, link.token))
  AND NOT EXISTS (SELECT FROM cases_linkjudgement AS j WHERE j.link_id = link.id)
"""

_UPDATE: Final = """
UPDATE cases_fraudlink AS link SET
    rows = f.rows, first_file_id = f.first_file_id, first_row = f.first_row,
    score = f.score, explanation_id = f.explanation_id, updated_at = now()
FROM match_found AS f
WHERE (f.dataset_id, f.report_id, f.token)
    = (link.dataset_id, link.report_id, link.token)
  AND (link.rows, link.first_file_id, link.first_row, link.score, link.explanation_id)
   IS DISTINCT FROM
      (f.rows, f.first_file_id, f.first_row, f.score, f.explanation_id)
"""

# Before the new ones are written, and as a statement of its own: asked row by row,
# the table would be searched while it grows.
_LEAVE_KNOWN: Final = """
DELETE FROM match_found AS f USING cases_fraudlink AS link
WHERE (f.dataset_id, f.report_id, f.token)
    = (link.dataset_id, link.report_id, link.token)
"""

# No foreign key is checked row by row: the run and its data sets are locked, and a
# report that lost the number meanwhile has no link. In the order of the queue, whose
# indexes then grow at their ends; of those that weigh the same always in one order.
_INSERT: Final = """
INSERT INTO cases_fraudlink (
    case_id, run_id, dataset_id, report_id, kind, token, mask, rows,
    first_file_id, first_row, score, explanation_id,
    judgement, version, created_at, updated_at
)
SELECT %(case)s, %(run)s, f.dataset_id, f.report_id, f.kind, f.token, i.mask,
       f.rows, f.first_file_id, f.first_row, f.score, f.explanation_id,
       'open', 1, now(), now()
FROM match_found AS f
JOIN cases_reportidentifier AS i
  ON i.report_id = f.report_id AND i.party = 'victim' AND i.token = f.token
ORDER BY f.score DESC, f.report_id, f.dataset_id, f.token
"""


@dataclass(frozen=True)
class Scope:
    """Where what was found is all there is: in these data sets, for these kinds (none
    given: all) and reports (None: all), as it stood when the match `began`."""

    datasets: Collection[int]
    began: datetime
    kinds: Collection[str] = ()
    reports: Collection[int] | None = None


def database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
        return now


def write_links(run: MatchRun, links: pl.DataFrame, scope: Scope) -> int:
    """Write scored links and drop what else stood in the scope; returns how many
    are new. Needs a transaction that holds the lock on their data sets."""
    said = links.select("reasons").unique().with_row_index("place")
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        explained = _explained(cursor, said)
        found = (
            links.join(said, on="reasons")
            .join(explained, on="place")
            .select(
                pl.col("dataset").alias("dataset_id"),
                pl.col("report").alias("report_id"),
                "kind",
                "token",
                "rows",
                pl.col("first_file").alias("first_file_id"),
                "first_row",
                "score",
                "explanation_id",
            )
        )
        copy_in(cursor, "match_found", found)
        cursor.execute("ANALYZE match_found")
        cursor.execute(
            _DROP_STALE,
            {
                "datasets": list(scope.datasets),
                "kinds": list(scope.kinds or KINDS),
                "every": scope.reports is None,
                "reports": list(scope.reports or ()),
                "began": scope.began,
            },
        )
        cursor.execute(_UPDATE)
        cursor.execute(_LEAVE_KNOWN)
        cursor.execute(_INSERT, {"case": run.case_id, "run": run.pk})
        return int(cursor.rowcount)


def _explained(cursor: CursorWrapper, said: pl.DataFrame) -> pl.DataFrame:
    """For the place of each of these reasons the number of its explanation."""
    copy_in(cursor, "match_said", said)
    cursor.execute(_EXPLAIN)
    return rows_of(cursor, _EXPLAINED, _EXPLAINED_SCHEMA)


def write_braked(run: MatchRun, braked: pl.DataFrame) -> None:
    """Replace what an earlier attempt of the run listed. Needs a transaction."""
    BrakedValue.objects.filter(run=run).delete()
    masks = _masks(braked["token"].to_list())
    BrakedValue.objects.bulk_create(
        (
            BrakedValue(
                run=run,
                dataset_id=dataset,
                kind=kind,
                token=token,
                mask=masks.get(token, ""),
                rows=rows,
                reports=reports,
            )
            for dataset, kind, token, rows, reports in braked.select(
                "dataset", "kind", "token", "rows", "reports"
            ).iter_rows()
        ),
        batch_size=5_000,
    )


def _masks(tokens: list[str]) -> dict[str, str]:
    """The mask of each token (hexadecimal), from any report that names it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (token) replace(token::text, '-', ''), mask"
            " FROM cases_reportidentifier WHERE token = ANY(%s::uuid[])",
            [tokens],
        )
        return dict(cursor.fetchall())
