"""What waits for an officer, over all their cases, in few queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.common.jobs import Job
from cases.deconfliction.models import Pointer
from cases.deconfliction.sides import Side, sides
from cases.matching.models import MatchRun
from cases.operations.models import Operation
from cases.seizures.models import SeizedFile
from cases.summaries.models import Summary

POINTERS_SHOWN = 5
ENTRIES_SHOWN = 8
JOBS_SHOWN = 8


@dataclass(frozen=True)
class RunningJob:
    title: str
    case: Case
    job: Job
    url: str


def running_jobs(officer: Officer) -> list[RunningJob]:
    runs = _active(MatchRun.objects.visible_to(officer), "case")
    files = _active(SeizedFile.objects.visible_to(officer), "dataset__case")
    summaries = _active(Summary.objects.visible_to(officer), "case")
    jobs = [
        *(_job(str(run), run, _page("run_detail", run.pk)) for run in runs),
        *(_job(file.name, file, _list("dataset_list", file.case)) for file in files),
        *(
            _job(_("Case summary"), summary, _list("summary_list", summary.case))
            for summary in summaries
        ),
    ]
    return jobs[:JOBS_SHOWN]


def _active(jobs: Any, case: str) -> Iterable[Any]:
    active = jobs.filter(state__in=Job.ACTIVE).select_related(case)
    return cast(Iterable[Any], active[:JOBS_SHOWN])


def _job(title: str, job: Any, url: str) -> RunningJob:
    return RunningJob(title, job.case, job, url)


def _page(name: str, pk: int) -> str:
    return reverse(f"cases:{name}", args=[pk])


def _list(name: str, case: Case) -> str:
    return f"{reverse(f'cases:{name}')}?case={case.pk}"


def operations(officer: Officer) -> list[Operation]:
    """Planned and running, the running ones and the nearest first."""
    going = (Operation.State.RUNNING, Operation.State.PLANNED)
    found = Operation.objects.visible_to(officer).filter(state__in=going)
    rows = found.select_related("case").annotate(team_count=Count("teams"))
    return sorted(rows, key=lambda row: (going.index(row.state), row.go_time))


def recent_entries(cases: Iterable[Case]) -> list[Entry]:
    """The newest changes to the officer's cases; mere reading is left out."""
    changes = Entry.objects.exclude(action__in=("read", "search", "refuse"))
    mine = changes.filter(case_id__in=[case.pk for case in cases])
    return list(mine.select_related("actor")[:ENTRIES_SHOWN])


def pointers(officer: Officer) -> list[Side]:
    """Of which a case that the officer leads has not said yet what came of them."""
    visible = Pointer.objects.visible_to(officer).unanswered_by(officer)
    found = sides(officer, list(visible.with_sides()[:POINTERS_SHOWN]))
    return [side for side in found if side.last is None]
