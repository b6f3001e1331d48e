"""A cross-match run: gather, join, score, write."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import transaction

from cases.common.jobs import Claim
from cases.engine.errors import Cancelled, EngineError
from cases.engine.identifiers import KINDS
from cases.engine.join import Limits, Matches, match
from cases.engine.join.duck import BRAKED_SCHEMA, LINKS_SCHEMA
from cases.fraud.tokens import report_tokens
from cases.matching import hits, sources
from cases.matching.models import MatchRun
from cases.matching.names import compare_names
from cases.matching.rows import stores_of
from cases.matching.scoring import scored
from cases.matching.sources import Searched
from cases.matching.writing import report_facts, write_braked, write_links
from cases.seizures.models import SeizedDataset


def cross_match(claim: Claim) -> None:
    """Do the run. Raises Cancelled if the officer asked for a stop, EngineError
    (`no_data_to_match`) if nothing that was chosen is taken in."""
    run = claim.job
    assert isinstance(run, MatchRun)  # noqa: S101
    started = time.monotonic()
    searched = sources.gather(run.datasets.prefetch_related("files"))
    stores = stores_of(list(searched.indexes))
    tokens = report_tokens(party="victim", kinds=run.kinds)
    if tokens.is_empty() and searched.indexes:
        searched.leave_out("no_reports")
    MatchRun.objects.filter(pk=run.pk).update(left_out=searched.left_out)
    if not searched.indexes:
        raise EngineError("no_data_to_match")
    found = _join(claim, searched, tokens, [KINDS[kind].code for kind in run.kinds])
    links = _score(run, found.links)
    if claim.should_stop():
        raise Cancelled
    with transaction.atomic():
        _require_same(stores, list(searched.indexes))
        new = write_links(run, links)
        write_braked(run, hits.with_token_text(hits.with_kind_names(found.braked)))
        seconds = time.monotonic() - started
        claim.finish(
            searched.total_rows,
            new_links=new,
            match_seconds=seconds,
            **_counted(links, tokens),
        )


def _require_same(stores: dict[int, str], datasets: list[int]) -> None:
    """Raises EngineError (`replaced_meanwhile`) where a file was read anew since the
    run began: its links would point to other rows."""
    list(
        SeizedDataset.objects.select_for_update().filter(pk__in=datasets).order_by("pk")
    )
    now = stores_of(datasets)
    if any(now.get(file) != store for file, store in stores.items()):
        raise EngineError("replaced_meanwhile")


def _join(
    claim: Claim, searched: Searched, tokens: pl.DataFrame, kinds: list[int]
) -> Matches:
    """Data set by data set: a value is braked within one, so what a run finds does
    not depend on what else was chosen."""
    reports = tokens.rename({"row": "report"}).cast({"report": pl.UInt64})
    searched_rows = 0
    links = [hits.of_dataset(LINKS_SCHEMA.to_frame(), 0)]
    braked = [_numbered(BRAKED_SCHEMA.to_frame(), 0)]
    with _limits() as limits:
        for dataset, indexes in searched.indexes.items():
            part = match(
                indexes,
                reports,
                limits,
                kinds=kinds,
                on_progress=partial(
                    _report, claim, searched, searched_rows, searched.rows[dataset]
                ),
                should_stop=claim.should_stop,
            )
            searched_rows += searched.rows[dataset]
            links.append(hits.of_dataset(part.links, dataset))
            braked.append(_numbered(part.braked, dataset))
    return Matches(pl.concat(links), pl.concat(braked))


def _report(
    claim: Claim, searched: Searched, before: int, rows: int, done: int, of: int
) -> None:
    """Rows searched so far: tokens are spread evenly, so a sixteenth of the buckets
    is a sixteenth of the data set's rows."""
    claim.progress(before + rows * done // of, searched.total_rows)


@contextmanager
def _limits() -> Iterator[Limits]:
    """Half the machine's threads would leave the pages waiting for nobody: all of
    them are used; what does not fit into memory goes to a folder of this run."""
    data = Path(settings.CASEDESK_DATA_DIR)
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="match-", dir=data) as spill:
        yield Limits(Path(spill), threads=os.cpu_count() or 1)


def _numbered(braked: pl.DataFrame, dataset: int) -> pl.DataFrame:
    return braked.with_columns(pl.lit(dataset, pl.Int64).alias("dataset"))


def _score(run: MatchRun, found: pl.DataFrame) -> pl.DataFrame:
    datasets = pl.DataFrame(
        list(run.datasets.values_list("pk", "sector", "source", "obtained_on")),
        schema={
            "dataset": pl.Int64,
            "sector": pl.String,
            "source": pl.String,
            "obtained_on": pl.Date,
        },
        orient="row",
    )
    links = hits.with_token_text(hits.with_kind_names(found))
    reports = report_facts(links["report"])
    names = compare_names(links)
    return scored(hits.with_facts(links, datasets, reports, names))


def _counted(links: pl.DataFrame, tokens: pl.DataFrame) -> dict[str, Any]:
    """The run's figures, as its fields are named."""
    distinct = links.group_by("kind").agg(pl.col("token").n_unique()).sort("kind")
    return {
        "links": links.height,
        "reports_matched": links["report"].n_unique(),
        "reports_searched": tokens["row"].n_unique(),
        "identifiers_matched": dict(distinct.iter_rows()),
    }
