"""Matches new reports with everything seized, and new data with all reports, by the
same rules, brakes and scores as a run."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.casefiles.models import Case, Standing
from cases.casefiles.permissions import AT_STANDING, Ability
from cases.common.jobs import Claim, Job
from cases.engine import join
from cases.engine.errors import Cancelled, EngineError
from cases.engine.index import IndexSource
from cases.engine.join import Limits, Matches
from cases.fraud.tokens import report_tokens
from cases.matching.brakes import released_in
from cases.matching.models import Arrival, BrakedValue, MatchRun
from cases.matching.runs import finding, sources
from cases.matching.runs.caught import with_caught
from cases.matching.runs.masks import with_masks
from cases.matching.runs.scope import Scope, database_time
from cases.matching.runs.sources import Searched
from cases.matching.runs.writing import write_braked, write_links
from cases.seizures.models import SeizedDataset, SeizedFile

log = logging.getLogger(__name__)
Indexes = dict[int, list[IndexSource]]


def match_arrival(claim: Claim) -> None:
    """Do the job case by case; what has been written for one case stays written.

    Where the data of one case are damaged, the others are done first; then EngineError
    is raised.
    """
    arrival = claim.job
    assert isinstance(arrival, Arrival)  # noqa: S101 - for the type checker
    began = database_time()
    focus = None if arrival.dataset_id else with_caught(arrival.reports)
    tokens = report_tokens(reports=focus, namesakes=focus is not None)
    by_case = defaultdict(list)
    for dataset in _datasets(arrival).order_by("pk").prefetch_related("files"):
        by_case[dataset.case_id].append(dataset)
    if tokens.is_empty() and not focus:
        by_case.clear()
    failed = []
    for done, (case, datasets) in enumerate(by_case.items()):
        claim.progress(done, len(by_case))
        part = _Part(claim, arrival.cause, case, sources.gather(datasets))
        try:
            _match_part(part, tokens, focus, began)
        except Cancelled:
            raise
        except EngineError as error:
            # Damaged records in one case must not hold up the others.
            log.warning("Arrival %s, case %s: %s", arrival.pk, case, error.code)
            failed.append(error)
    if failed:
        raise failed[0]
    claim.finish(len(by_case))


def _datasets(arrival: Arrival) -> QuerySet[SeizedDataset]:
    datasets = SeizedDataset.objects.all().where(Ability.MATCH)
    if arrival.dataset_id:
        return datasets.filter(pk=arrival.dataset_id)
    return datasets.filter(case=arrival.case_id) if arrival.case_id else datasets


class _Part(NamedTuple):
    """The part of an arrival that concerns one case."""

    claim: Claim
    cause: str
    case: int
    searched: Searched


def _match_part(
    part: _Part, tokens: pl.DataFrame, focus: Collection[int] | None, began: datetime
) -> None:
    started = time.monotonic()
    searched, case = part.searched, part.case
    stores = _stores(searched.indexes)
    released = released_in(case)
    found = _find(part, tokens, released, at_once=focus is not None)
    if focus is not None:
        found = finding.of_reports(found, focus)
        tokens = tokens.filter(pl.col("row").is_in(list(focus)))
    links = finding.with_scores(with_masks(found.links))
    with transaction.atomic():
        if not _takes_links(case):
            return
        same = _unchanged(stores)
        links = links.filter(pl.col("dataset").is_in(same))
        braked = found.braked.filter(pl.col("dataset").is_in(same))
        run = MatchRun.objects.create(
            case_id=case, cause=part.cause, started_at=timezone.now()
        )
        scope = Scope([pk for pk in searched.whole if pk in same], began, reports=focus)
        new = write_links(run, links, scope)
        fresh = _not_listed(finding.with_names(braked), case)
        if not new and fresh.is_empty():
            run.delete()
            return
        write_braked(run, fresh)
        run.datasets.set(same)
        _end(run, searched, started, new_links=new, **finding.counted(links, tokens))


def _takes_links(case: int) -> bool:
    """Whether the case was not sealed since; it stays so until the transaction ends.
    Lifting a seal makes the night's run find what came meanwhile."""
    row = Case.objects.get(pk=case)
    row.hold_standing()
    return Ability.MATCH in AT_STANDING[Standing(row.standing)]


def _find(
    part: _Part, tokens: pl.DataFrame, released: pl.DataFrame, *, at_once: bool
) -> Matches:
    with finding.limits() as limits:
        indexes = part.searched.indexes
        if at_once:
            indexes = _holding(indexes, tokens, limits)
        return finding.joined(
            finding.find_in(
                dataset,
                sources,
                tokens,
                released,
                limits,
                at_once=at_once,
                on_progress=lambda *_: part.claim.progress(part.claim.job.done),
                should_stop=part.claim.should_stop,
            )
            for dataset, sources in indexes.items()
        )


def _holding(indexes: Indexes, tokens: pl.DataFrame, limits: Limits) -> Indexes:
    """Those of the data sets in which anything can be found."""
    every = [source for sources in indexes.values() for source in sources]
    reports = tokens.rename({"row": "report"})
    files = join.holding(every, reports, limits)
    return {
        dataset: sources
        for dataset, sources in indexes.items()
        if any(source.id in files for source in sources)
    }


def _stores(datasets: Iterable[int]) -> dict[int, dict[int, str]]:
    """Where the rows of each data set lie, of its files that are taken in."""
    stores: dict[int, dict[int, str]] = {pk: {} for pk in datasets}
    files = SeizedFile.objects.taken_in().filter(dataset__in=list(stores))
    for dataset, file, store in files.values_list("dataset", "pk", "store"):
        stores[dataset][file] = store
    return stores


def _unchanged(stores: dict[int, dict[int, str]]) -> list[int]:
    """Lock the data sets and return those that are as they were searched. One that was
    read anew or got a further file meanwhile has an arrival of its own."""
    locked = SeizedDataset.objects.select_for_update().filter(pk__in=list(stores))
    list(locked.order_by("pk").values_list("pk", flat=True))
    now = _stores(stores)
    return [dataset for dataset, files in stores.items() if now[dataset] == files]


def _not_listed(braked: pl.DataFrame, case: int) -> pl.DataFrame:
    """Braked values that no run of the case has listed yet. Otherwise each report with
    a shop's hotline would list the hotline again."""
    listed = BrakedValue.objects.filter(
        run__case=case, token__in=braked["token"].to_list()
    )
    known = pl.DataFrame(
        [
            (dataset, token.hex)
            for dataset, token in listed.values_list("dataset", "token")
        ],
        schema={"dataset": pl.Int64, "token": pl.String},
        orient="row",
    )
    return braked.join(known, on=("dataset", "token"), how="anti")


def _end(run: MatchRun, searched: Searched, started: float, **figures: Any) -> None:
    rows = searched.total_rows
    MatchRun.objects.filter(pk=run.pk).update(
        state=Job.State.DONE,
        done=rows,
        total=rows,
        finished_at=timezone.now(),
        left_out=searched.left_out,
        match_seconds=time.monotonic() - started,
        **figures,
    )
