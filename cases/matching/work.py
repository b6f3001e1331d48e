"""A cross-match run: gather, join, score, write."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from functools import partial

import polars as pl
from django.db import transaction

from cases.common.jobs import Claim
from cases.engine.errors import Cancelled, EngineError
from cases.engine.join import Matches
from cases.fraud.tokens import report_tokens
from cases.matching import finding, sources
from cases.matching.brakes import released_in
from cases.matching.models import MatchRun
from cases.matching.rows import stores_of
from cases.matching.sources import Searched
from cases.matching.writing import Scope, database_time, write_braked, write_links
from cases.seizures.models import SeizedDataset


def cross_match(claim: Claim) -> None:
    """Do the run. Raises Cancelled if the officer asked for a stop, EngineError
    (`no_data_to_match`) if nothing that was chosen is taken in."""
    run = claim.job
    assert isinstance(run, MatchRun)  # noqa: S101
    started, began = time.monotonic(), database_time()
    searched = sources.gather(run.datasets.prefetch_related("files"))
    stores = stores_of(list(searched.indexes))
    tokens = report_tokens(party="victim", kinds=run.kinds)
    if tokens.is_empty() and searched.indexes:
        searched.leave_out("no_reports")
    MatchRun.objects.filter(pk=run.pk).update(left_out=searched.left_out)
    if not searched.indexes:
        raise EngineError("no_data_to_match")
    found = finding.joined(_join(claim, searched, tokens, run.kinds))
    links = _scored(claim, searched, found.links)
    if claim.should_stop():
        raise Cancelled
    with transaction.atomic():
        require_same(stores, list(searched.indexes))
        new = write_links(run, links, Scope(searched.whole, began, kinds=run.kinds))
        write_braked(run, finding.with_names(found.braked))
        seconds = time.monotonic() - started
        claim.finish(
            searched.total_rows,
            new_links=new,
            match_seconds=seconds,
            **finding.counted(links, tokens),
        )


def require_same(stores: dict[int, str], datasets: list[int]) -> None:
    """Raises EngineError (`replaced_meanwhile`) where a file was read anew since the
    run began: its links would point to other rows."""
    list(
        SeizedDataset.objects.select_for_update().filter(pk__in=datasets).order_by("pk")
    )
    now = stores_of(datasets)
    if any(now.get(file) != store for file, store in stores.items()):
        raise EngineError("replaced_meanwhile")


def _scored(claim: Claim, searched: Searched, found: pl.DataFrame) -> pl.DataFrame:
    """The links with their scores. Numbers of other kinds speak for them as well,
    so these are looked up where not all kinds were asked for."""
    run = claim.job
    assert isinstance(run, MatchRun)  # noqa: S101
    if not run.kinds or found.is_empty():
        return finding.with_scores(found)
    reports = found["report"].unique().to_list()
    tokens = report_tokens(reports=reports, namesakes=True)
    every = finding.joined(_join(claim, searched, tokens, ()))
    links = finding.with_scores(finding.of_reports(every, reports).links)
    return links.filter(pl.col("kind").is_in(run.kinds))


def _join(
    claim: Claim, searched: Searched, tokens: pl.DataFrame, kinds: Collection[str]
) -> Iterator[Matches]:
    run = claim.job
    assert isinstance(run, MatchRun)  # noqa: S101
    released = released_in(run.case_id)
    before = 0
    with finding.limits() as limits:
        for dataset, indexes in searched.indexes.items():
            rows = searched.rows[dataset]
            yield finding.find_in(
                dataset,
                indexes,
                tokens,
                released,
                limits,
                kinds=finding.codes(kinds),
                on_progress=partial(_report, claim, searched, before, rows),
                should_stop=claim.should_stop,
            )
            before += rows


def _report(
    claim: Claim, searched: Searched, before: int, rows: int, done: int, of: int
) -> None:
    """Rows searched so far: tokens are spread evenly, so a sixteenth of the buckets
    is a sixteenth of the data set's rows."""
    claim.progress(before + rows * done // of, searched.total_rows)
