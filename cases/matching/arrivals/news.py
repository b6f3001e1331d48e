"""Links that were found without the officer asking, until they have seen them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Subquery
from django.db.models.functions import Coalesce

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.matching.models import FraudLink, MatchRun, NewsSeen

# An officer who was away longer looks at the cases themselves.
_RUNS_AT_MOST = 500
_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class News:
    """Links that new reports or new data brought to a case.

    report: the number of the fraud report, where all are of one. run: the run that
    found them, where all are of one. last: the run that ended last of those that are
    counted, and when it `ended`.
    """

    case: Case
    links: int
    reports: int
    report: str
    run: int | None
    last: int
    ended: datetime


def unseen(officer: Officer) -> list[News]:
    """The officer's news by case, the newest first. Links that others have rejected or
    dropped meanwhile are not counted.

    Runs are compared by when they ended, not by when they began: a nightly run may
    begin before an arrival and end after it.
    """
    seen = NewsSeen.objects.filter(officer=officer).values("run")
    until = MatchRun.objects.filter(pk__in=seen).values("finished_at")
    runs = (
        MatchRun.objects.visible_to(officer)
        .exclude(cause=MatchRun.Cause.OFFICER)
        .filter(finished_at__gt=Coalesce(Subquery(until), _EVER), new_links__gt=0)
        .order_by("-finished_at")
        .select_related("case")[:_RUNS_AT_MOST]
    )
    by_case: dict[int, list[MatchRun]] = {}
    for run in runs:
        by_case.setdefault(run.case_id, []).append(run)
    if not by_case:
        return []
    links = _links(officer, [run.pk for of_case in by_case.values() for run in of_case])
    return [
        _told(of_case, links)
        for of_case in by_case.values()
        if any(run.pk in links for run in of_case)
    ]


_Links = dict[int, Counter[str]]


def _links(officer: Officer, runs: list[int]) -> _Links:
    """How many links of each report a run has found."""
    found = FraudLink.objects.visible_to(officer).open().filter(run__in=runs)
    rows = found.order_by().values_list("run", "report__number").annotate(Count("pk"))
    links: _Links = {}
    for run, report, number in rows:
        links.setdefault(run, Counter())[report] += number
    return links


def _told(runs: list[MatchRun], links: _Links) -> News:
    found = {run.pk: links[run.pk] for run in runs if run.pk in links}
    reports = sum(found.values(), Counter[str]())
    newest = runs[0]
    assert newest.finished_at is not None  # noqa: S101 - by this it was found
    return News(
        case=runs[0].case,
        links=reports.total(),
        reports=len(reports),
        report=next(iter(reports)) if len(reports) == 1 else "",
        run=next(iter(found)) if len(found) == 1 else None,
        last=newest.pk,
        ended=newest.finished_at,
    )


def mark_seen(officer: Officer, run: int) -> None:
    """What had been found when this run ended is no news to the officer any more."""
    if not officer.is_police:
        raise PermissionDenied
    row, _created = NewsSeen.objects.get_or_create(officer=officer)
    visible = MatchRun.objects.visible_to(officer).filter(finished_at__isnull=False)
    newest = visible.filter(pk__in=(run, row.run)).order_by("finished_at").last()
    if newest is not None and newest.pk != row.run:
        row.run = newest.pk
        row.save()
