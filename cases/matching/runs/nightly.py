"""Matches each case with what is new, every night.

What arrives is matched at once; the night finds what an arrival could not: that of a
job that failed, what came while a case was sealed. A case in which nothing has changed
gets no run, and a sealed one neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability, standings_with
from cases.common import jobs
from cases.common.jobs import Job
from cases.fraud.models import FraudReport
from cases.matching.models import Arrival, MatchRun
from cases.matching.runs import kept
from cases.matching.runs.choosing import searched_from
from cases.matching.runs.sources import searchable_datasets
from cases.seizures.models import SeizedDataset, SeizedFile

# How many of a case's runs are looked through for one that searched all its data sets.
_RUNS_AT_MOST = 20


def start_runs() -> list[MatchRun]:
    """Start a run on what is new in every case that needs one. Also removes the interim
    results of runs that nobody continues."""
    _drop_abandoned()
    cases = Case.objects.filter(standing__in=standings_with(Ability.MATCH))
    numbers = list(cases.order_by("pk").values_list("pk", flat=True))
    return [run for run in map(_start, numbers) if run]


@transaction.atomic
def _start(pk: int) -> MatchRun | None:
    """Start a run of the case unless one is under way, or the case was sealed since it
    was listed. It is locked, or two schedulers would start two."""
    case = Case.objects.select_for_update(no_key=True).get(pk=pk)
    if case.standing not in standings_with(Ability.MATCH):
        return None
    datasets = list(searchable_datasets(case))
    active = case.match_runs.filter(state__in=Job.ACTIVE)
    if not datasets or active.exists() or not _has_news(case, datasets):
        return None
    run = MatchRun(case=case, cause=MatchRun.Cause.NIGHT, only_new=True)
    run.save()
    run.datasets.set(datasets)
    numbers = [dataset.pk for dataset in datasets]
    audit.record(officer=None, action=Action.RUN, obj=run, datasets=numbers)
    jobs.submit(run)
    return run


def _has_news(case: Case, datasets: Sequence[SeizedDataset]) -> bool:
    """Whether a report or a file has changed since the last run that searched all of
    the case for all reports."""
    runs = MatchRun.objects.filter(
        case=case,
        state=Job.State.DONE,
        kinds=[],
        choice={},
        cause__in=(MatchRun.Cause.OFFICER, MatchRun.Cause.NIGHT),
    )
    wanted = {dataset.pk for dataset in datasets}
    for run in runs.prefetch_related("datasets")[:_RUNS_AT_MOST]:
        if run.started_at and wanted <= {dataset.pk for dataset in run.datasets.all()}:
            since = searched_from(run)
            return _has_changed(datasets, since) or _has_failed(case, since)
    return True


def _has_changed(datasets: Sequence[SeizedDataset], since: datetime) -> bool:
    files = SeizedFile.objects.filter(dataset__in=datasets, updated_at__gte=since)
    return files.exists() or FraudReport.objects.filter(updated_at__gte=since).exists()


def _has_failed(case: Case, since: datetime) -> bool:
    """Whether something of the case was to be matched at once and could not be: data
    that were described anew, a value that was released."""
    of_case = Q(dataset__case=case) | Q(case=case)
    return Arrival.objects.failed_since(since).filter(of_case).exists()


def _drop_abandoned() -> None:
    # Listed before the runs are: the folder of a run that begins in between is then not
    # in the list.
    folders = kept.folders()
    active = set(
        MatchRun.objects.filter(state__in=Job.ACTIVE).values_list("pk", flat=True)
    )
    for run in folders - active:
        kept.drop(run)
