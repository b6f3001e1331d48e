"""The officer's home page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.access.views import officer_of
from cases.administration.waiting import administration
from cases.audit.names import object_name
from cases.casefiles import keeping
from cases.casefiles.models import Case
from cases.casefiles.notices import MembershipNotice
from cases.dashboard import waiting
from cases.matching.arrivals.news import unseen
from cases.matching.review import queue
from cases.signin import sessions


def home(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    context = {
        "title": _("Home"),
        "new_devices": sessions.news(officer),
        "notices": list(MembershipNotice.objects.visible_to(officer).unseen()),
    }
    if officer.sees_cases:
        context |= _overview(officer)
    else:
        context |= administration(officer)
    return render(request, "cases/dashboard/home.html", context)


def _overview(officer: Officer) -> dict[str, Any]:
    visible = Case.objects.visible_to(officer).unretired()
    cases = list(visible.select_related("lead_unit"))
    overview = {"cases": cases, "jobs": waiting.running_jobs(officer)}
    if officer.is_police:
        overview |= _of_police(officer, cases)
    return overview


def _of_police(officer: Officer, cases: list[Case]) -> dict[str, Any]:
    by_key: dict[int | None, Case] = {case.pk: case for case in cases}
    to_judge = queue.open_by_case(officer)
    news = unseen(officer)
    return {
        "to_judge": [(c, to_judge[c.pk]) for c in cases if c.pk in to_judge],
        "news": news,
        "news_until": max(news, key=lambda each: each.ended).last if news else 0,
        "to_judge_count": sum(to_judge.values()),
        "operations": waiting.operations(officer),
        "retirements": keeping.retirements_for(officer),
        "pointers": waiting.pointers(officer),
        "entries": [
            (entry, object_name(entry.object_type), by_key.get(entry.case_id))
            for entry in waiting.recent_entries(cases)
        ],
    }
