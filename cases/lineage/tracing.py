"""A lineage run: gather, read the times, compare all pairs, propose, write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from cases.common.jobs import Claim
from cases.engine.errors import EngineError
from cases.engine.identifiers import KINDS, by_code
from cases.engine.overlap import Overlaps, overlap
from cases.engine.row_times import RowTimes
from cases.lineage import facts
from cases.lineage.direction import propose
from cases.lineage.models import LineageRun, Pair
from cases.matching.rows import stores_of
from cases.matching.runs import sources
from cases.matching.runs.sources import Searched
from cases.matching.runs.work import require_same
from cases.seizures.models import SeizedDataset

Counts = dict[str, int]
_CODES = [kind.code for kind in KINDS.values()]


def datasets_of(run: LineageRun) -> list[SeizedDataset]:
    """The data sets of the run's case and of the others, the oldest first."""
    cases = [run.case_id, *run.others.values_list("pk", flat=True)]
    datasets = SeizedDataset.objects.filter(case__in=cases)
    found = datasets.select_related("exhibit").prefetch_related("files")
    return list(found.order_by("pk"))


def trace_lineage(claim: Claim) -> None:
    """Do the run. Raises Cancelled if the officer asked for a stop, EngineError
    (`no_data_to_match`) if no data set is taken in.

    Nothing is written before the end, so a run that was killed begins again and comes
    to the same result.
    """
    run = claim.job
    assert isinstance(run, LineageRun)  # noqa: S101 - for the type checker
    datasets = {dataset.pk: dataset for dataset in datasets_of(run)}
    searched = sources.gather(datasets.values())
    stores = stores_of(list(searched.indexes))
    if not searched.indexes:
        claim.note(left_out=searched.left_out)
        raise EngineError("no_data_to_match")
    compared = {pk: datasets[pk] for pk in searched.indexes}
    times = _read_times(claim, searched, compared)
    found = overlap(
        searched.indexes,
        _CODES,
        on_progress=partial(_report_overlap, claim, searched.total_rows),
        should_stop=claim.should_stop,
    )
    pairs = proposed(compared, times, found)
    with transaction.atomic():
        require_same(stores, list(compared))
        write(run, pairs, compared)
        claim.finish(
            2 * searched.total_rows,
            pairs=len(pairs),
            datasets=len(compared),
            searched=searched.stores,
            left_out=searched.left_out,
        )


def _read_times(
    claim: Claim, searched: Searched, datasets: Mapping[int, SeizedDataset]
) -> dict[int, RowTimes]:
    """The first half of the work, counted in rows."""
    times, before = {}, 0
    for pk, dataset in datasets.items():
        report = partial(_report_rows, claim, before, 2 * searched.total_rows)
        times[pk] = facts.times_of(dataset, searched, report)
        before += searched.rows[pk]
    return times


def _report_rows(claim: Claim, before: int, total: int, rows: int) -> None:
    claim.progress(before + rows, total)


def _report_overlap(claim: Claim, rows: int, done: int, of: int) -> None:
    """The second half: tokens are spread evenly over the buckets."""
    claim.progress(rows + rows * done // of, 2 * rows)


def proposed(
    datasets: Mapping[int, SeizedDataset],
    times: Mapping[int, RowTimes],
    found: Overlaps,
) -> list[Pair]:
    """The pairs that share anything, unsaved."""
    unique: dict[int, Counts] = {pk: {} for pk in datasets}
    for code, pk, count in found.unique.iter_rows():
        if count:
            unique[pk][by_code(code).key] = count
    shared: dict[tuple[int, int], Counts] = {}
    for code, first, second, count in found.shared.iter_rows():
        shared.setdefault((first, second), {})[by_code(code).key] = count
    known = {
        pk: facts.known(dataset, sum(unique[pk].values()), times[pk])
        for pk, dataset in datasets.items()
    }
    pairs = []
    for (first, second), counts in shared.items():
        total = sum(counts.values())
        proposal = propose(known[first], known[second], total)
        pair = Pair(
            first_id=first,
            second_id=second,
            shared=counts,
            unique_first=unique[first],
            unique_second=unique[second],
            shared_total=total,
            first_total=known[first].unique,
            second_total=known[second].unique,
            direction=proposal.direction,
            evidence=[finding.as_json() for finding in proposal.findings],
        )
        pair.share = max(pair.share_of_earlier, pair.share_of_later)
        pairs.append(pair)
    return pairs


_FOUND: tuple[str, ...] = (
    "run",
    "shared",
    "unique_first",
    "unique_second",
    "shared_total",
    "first_total",
    "second_total",
    "share",
    "direction",
    "evidence",
    "version",
    "updated_at",
)


def write(run: LineageRun, pairs: list[Pair], datasets: Mapping[int, Any]) -> None:
    """Replace what earlier runs found of these data sets. A pair that no longer shares
    anything is removed, unless officers have judged it."""
    among = Pair.objects.filter(first__in=datasets, second__in=datasets)
    before = {(old.first_id, old.second_id): old for old in among.select_for_update()}
    for pair in pairs:
        pair.run = run
        old = before.pop((pair.first_id, pair.second_id), None)
        if old is not None:
            # Whoever judges what they saw before must be told that it has changed.
            pair.version = old.version + (old.direction != pair.direction)
    Pair.objects.bulk_create(
        pairs,
        update_conflicts=True,
        update_fields=_FOUND,
        unique_fields=("first", "second"),
    )
    for gone in before.values():
        if gone.words.exists():
            _empty(gone)
        else:
            gone.delete()


def _empty(pair: Pair) -> None:
    pair.shared, pair.shared_total, pair.share = {}, 0, 0.0
    pair.direction, pair.evidence = Pair.Direction.UNKNOWN, []
    pair.save_changed()
