"""A cross-match run: gather, join, score, write."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple

import polars as pl
from django.db import transaction

from cases.common.jobs import Claim
from cases.common.sealing import keys
from cases.engine.errors import Cancelled, EngineError
from cases.engine.join import Matches
from cases.fraud.models import FraudReport
from cases.fraud.tokens import report_tokens, with_namesakes
from cases.matching.arrivals.arriving import arrive
from cases.matching.brakes import released_in
from cases.matching.models import MatchRun
from cases.matching.rows import stores_of
from cases.matching.runs import finding, kept, sources
from cases.matching.runs.choosing import Part, chosen_reports, parts_of
from cases.matching.runs.engines import match
from cases.matching.runs.masks import with_masks
from cases.matching.runs.scope import Scope, database_time
from cases.matching.runs.sources import Searched
from cases.matching.runs.writing import write_braked, write_links
from cases.seizures.models import SeizedDataset


def cross_match(claim: Claim) -> None:
    """Do the run; one that was killed goes on with the next data set.

    Raises Cancelled if the officer asked for a stop, EngineError if nothing that was
    chosen is taken in (`no_data_to_match`) or the tokens are not those it began with
    (`token_key_changed`).
    """
    try:
        _require_same_key(claim)
        _cross_match(claim)
    except EngineError:
        kept.drop(claim.job.pk)
        raise
    kept.drop(claim.job.pk)


def _require_same_key(claim: Claim) -> None:
    run = claim.job
    assert isinstance(run, MatchRun)  # noqa: S101 - for the type checker
    if run.token_key and run.token_key != keys().token_id:
        raise EngineError("token_key_changed")
    claim.note(token_key=keys().token_id)


def _cross_match(claim: Claim) -> None:
    run = claim.job
    assert isinstance(run, MatchRun)  # noqa: S101 - for the type checker
    started, began = time.monotonic(), database_time()
    datasets = run.datasets.prefetch_related("files")
    searched = sources.gather(datasets, open_each=True)
    stores = stores_of(list(searched.indexes))
    if not searched.indexes:
        MatchRun.objects.filter(pk=run.pk).update(left_out=searched.left_out)
        raise EngineError("no_data_to_match")
    done = [_search(claim, searched, part) for part in parts_of(run, searched)]
    tokens = pl.concat([part.tokens for part in done])
    if tokens.is_empty() and not run.only_new:
        searched.leave_out("no_reports")
    MatchRun.objects.filter(pk=run.pk).update(left_out=searched.left_out)
    if claim.should_stop():
        raise Cancelled
    with transaction.atomic():
        require_same(stores, list(searched.indexes))
        _match_again_what_grew(stores, list(searched.indexes))
        new = sum(_write(run, searched, part, began) for part in done)
        braked = pl.concat([part.braked for part in done])
        write_braked(run, finding.with_names(braked))
        links = pl.concat([part.links for part in done])
        figures = finding.counted(links, tokens)
        seconds = time.monotonic() - started
        unnarrowed = not run.kinds and not run.choice
        claim.finish(
            searched.total_rows,
            new_links=new,
            match_seconds=seconds,
            identifiers_seized=sources.distinct_values(searched),
            reports_without=_without_number(run, done, figures["reports_searched"]),
            searched={d: searched.stores[d] for d in searched.whole if unnarrowed},
            **figures,
        )


class _Done(NamedTuple):
    """A part of a run: the reports that were asked about, and what was found."""

    part: Part
    tokens: pl.DataFrame
    links: pl.DataFrame
    braked: pl.DataFrame


def _without_number(run: MatchRun, done: list[_Done], searched: int) -> int:
    """Of the chosen reports, those with no number of the chosen kinds, which are not
    among the `searched` ones; a run on what is new does not count them."""
    if run.only_new:
        return 0
    (whole,) = done
    chosen = whole.part.reports
    count = FraudReport.objects.count() if chosen is None else len(chosen)
    return max(0, count - searched)


def _match_again_what_grew(stores: dict[int, str], datasets: list[int]) -> None:
    """A file that was taken in since the run began may have been matched already:
    what the run writes would count its rows out again."""
    for dataset in datasets:
        if not stores.keys() >= stores_of([dataset]).keys():
            again = partial(arrive, MatchRun.Cause.DATASET, dataset_id=dataset)
            transaction.on_commit(again)


def _search(claim: Claim, searched: Searched, part: Part) -> _Done:
    run = claim.job
    assert isinstance(run, MatchRun)  # noqa: S101 - for the type checker
    reports, tokens = _asked(claim, part)
    part = Part(part.datasets, reports, part.fresh)
    found = finding.joined(_join(claim, searched, part, tokens, run.kinds))
    if reports is not None:
        found = finding.of_reports(found, reports)
        asked = pl.Series("row", list(reports), pl.Int64).to_frame()
        tokens = tokens.join(asked, on="row", how="semi")
    links = _scored(claim, searched, part, found.links)
    return _Done(part, tokens, links, found.braked)


def _asked(claim: Claim, part: Part) -> tuple[set[int] | None, pl.DataFrame]:
    """The reports that are looked for (None: all of them); their tokens, and those of
    others with the same values, which show how common these are."""
    run = claim.job
    assert isinstance(run, MatchRun)  # noqa: S101 - for the type checker
    reports = part.reports
    if reports is None:
        return None, report_tokens(kinds=run.kinds)
    if part.fresh:
        chosen = chosen_reports(run.choice)
        every = report_tokens(kinds=run.kinds, reports=chosen)
        reports = reports | _named_in(claim, part, every)
        if chosen is None:
            # The database would take half as long for them as for all tokens.
            return reports, with_namesakes(every, reports)
    return reports, report_tokens(kinds=run.kinds, reports=reports, namesakes=True)


def _named_in(claim: Claim, part: Part, tokens: pl.DataFrame) -> set[int]:
    """The reports with a number in new files, however common it is there."""
    with finding.limits() as limits:
        found = match(
            part.fresh,
            tokens.rename({"row": "report"}).cast({"report": pl.UInt64}),
            limits,
            brakes=finding.UNBRAKED,
            on_progress=lambda *_: claim.progress(claim.job.done),
            should_stop=claim.should_stop,
        )
    return set(found.links["report"].unique().to_list())


def _write(run: MatchRun, searched: Searched, done: _Done, began: datetime) -> int:
    whole = [dataset for dataset in done.part.datasets if dataset in searched.whole]
    scope = Scope(whole, began, kinds=run.kinds, reports=done.part.reports)
    return write_links(run, done.links, scope)


def require_same(stores: dict[int, str], datasets: list[int]) -> None:
    """Raises EngineError (`replaced_meanwhile`) where a file was read anew since the
    run began: its links would point to other rows."""
    list(
        SeizedDataset.objects.select_for_update().filter(pk__in=datasets).order_by("pk")
    )
    now = stores_of(datasets)
    if any(now.get(file) != store for file, store in stores.items()):
        raise EngineError("replaced_meanwhile")


def _scored(
    claim: Claim, searched: Searched, part: Part, found: pl.DataFrame
) -> pl.DataFrame:
    """The links with their scores. Numbers of other kinds speak for them as well,
    so these are looked up where not all kinds were asked for."""
    run = claim.job
    assert isinstance(run, MatchRun)  # noqa: S101 - for the type checker
    if not run.kinds or found.is_empty():
        return finding.with_scores(with_masks(found))
    reports = found["report"].unique().to_list()
    tokens = report_tokens(reports=reports, namesakes=True)
    every = finding.joined(_join(claim, searched, part, tokens, ()))
    theirs = with_masks(finding.of_reports(every, reports).links)
    links = finding.with_scores(theirs)
    return links.filter(pl.col("kind").is_in(run.kinds))


def _join(
    claim: Claim,
    searched: Searched,
    part: Part,
    tokens: pl.DataFrame,
    kinds: Collection[str],
) -> Iterator[Matches]:
    run = claim.job
    assert isinstance(run, MatchRun)  # noqa: S101 - for the type checker
    released = released_in(run.case_id)
    finds = kept.Kept(run.pk, tokens, released, finding.codes(kinds))
    with finding.limits() as limits:
        for dataset in part.datasets:
            indexes = searched.indexes[dataset]
            find = partial(
                finding.find_in,
                dataset,
                indexes,
                tokens,
                released,
                limits,
                kinds=finding.codes(kinds),
                on_progress=partial(_report, claim, searched, dataset),
                should_stop=claim.should_stop,
            )
            yield finds.found_in(dataset, indexes, find)


def _report(claim: Claim, searched: Searched, dataset: int, done: int, of: int) -> None:
    """Rows searched so far: tokens are spread evenly, so a sixteenth of the buckets
    is a sixteenth of the data set's rows."""
    before = 0
    for earlier in searched.indexes:
        if earlier == dataset:
            break
        before += searched.rows[earlier]
    claim.progress(before + searched.rows[dataset] * done // of, searched.total_rows)
