"""A run's links and braked values, written in one step.

Existing links keep their number and the officers' judgement; what did not change
is not touched. Of two runs at once the second waits for the lock on their data sets
(`require_same`) and then finds the links there.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from cases.matching.models import BrakedValue, Judgement, MatchRun
from cases.matching.runs import partitions
from cases.matching.runs.bulk import copy_in, rows_of
from cases.matching.runs.hits import token_bytes
from cases.matching.runs.known import drop_stale, known_links, say_anew, without
from cases.matching.runs.masks import still_named
from cases.matching.runs.scope import Scope

# Dropped first: two runs may stand in one transaction of a caller.
_SAID: Final = """
DROP TABLE IF EXISTS pg_temp.match_said;
CREATE TEMP TABLE match_said (
    place bigint, reasons text,
    digest uuid GENERATED ALWAYS AS (md5(reasons::jsonb::text)::uuid) STORED
) ON COMMIT DROP;
"""
_EXPLAIN: Final = """
INSERT INTO cases_explanation (digest, reasons)
SELECT digest, reasons::jsonb FROM match_said ORDER BY digest
ON CONFLICT (digest) DO NOTHING
"""
_EXPLAINED: Final = """
SELECT s.place, e.id FROM match_said AS s JOIN cases_explanation AS e USING (digest)
"""
_EXPLAINED_SCHEMA: Final = pl.Schema({"place": pl.UInt32, "explanation": pl.Int64})

# From so many new links on the planner is told of them.
_WORTH_A_LOOK: Final = 1_000

# The columns of a link as the table calls them.
_COLUMNS: Final = {
    "dataset_id": "dataset",
    "report_id": "report",
    "kind": "kind",
    "mask": "mask",
    "rows": "rows",
    "first_file_id": "first_file",
    "first_row": "first_row",
    "shared_file_id": "shared_file",
    "shared_row": "shared_row",
    "score": "score",
    "explanation_id": "explanation",
}

# … and those that are the same in all the new links of a run.
_SAME: Final = pl.Schema(
    {
        "case_id": pl.Int64(),
        "run_id": pl.Int64(),
        "judgement": pl.String(),
        "version": pl.Int32(),
        "created_at": pl.Datetime("us", "UTC"),
        "updated_at": pl.Datetime("us", "UTC"),
    }
)


def write_links(run: MatchRun, links: pl.DataFrame, scope: Scope) -> int:
    """Write links that have masks and scores, and drop what else stood in the scope;
    returns how many are new. Needs a transaction that holds the lock on their data
    sets."""
    with connection.cursor() as cursor:
        found = _explained(cursor, links)
        known = known_links(run, found, scope)
        drop_stale(cursor, known, found, scope)
        say_anew(cursor, known, found)
        new = still_named(without(found, known), scope.began)
        return _append(cursor, run, new)


def _explained(cursor: CursorWrapper, links: pl.DataFrame) -> pl.DataFrame:
    """The links with the number of their explanation."""
    said = links.select("reasons").unique().with_row_index("place")
    cursor.execute(_SAID)
    copy_in(cursor, "match_said", said.cast({"reasons": pl.String}))
    cursor.execute(_EXPLAIN)
    numbers = rows_of(cursor, _EXPLAINED, _EXPLAINED_SCHEMA)
    return links.join(said.join(numbers, on="place"), on="reasons")


def _append(cursor: CursorWrapper, run: MatchRun, new: pl.DataFrame) -> int:
    """No foreign key is checked row by row: the run and its data sets are locked, and
    a report that lost the number meanwhile has no link.

    In the order of the queue, whose indexes then grow at their ends; of those that
    weigh the same always in one order. (Polars takes twice as long to sort by all five
    at once.)
    """
    if new.is_empty():
        return 0
    ordered = new.sort("report", "dataset", "hi", "lo").sort(
        "score", descending=True, maintain_order=True
    )
    rows = ordered.select(**_COLUMNS).with_columns(token_bytes(ordered))
    same = _same(cursor, run)
    if rows.height < partitions.MANY:
        everywhere = pl.DataFrame(same, schema=_SAME)
        copy_in(cursor, "cases_fraudlink", rows.join(everywhere, how="cross"))
    else:
        partitions.fill(cursor, run.case, rows, same)
    if rows.height >= _WORTH_A_LOOK:
        transaction.on_commit(partitions.analyse, robust=True)
    return rows.height


def _same(cursor: CursorWrapper, run: MatchRun) -> dict[str, Any]:
    """By the names of _SAME."""
    cursor.execute("SELECT now()")
    (now,) = cursor.fetchone()
    return {
        "case_id": run.case_id,
        "run_id": run.pk,
        "judgement": Judgement.OPEN.value,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }


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
