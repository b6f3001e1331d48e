"""The supervisor's report: who saw how many records, and which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from cases.access.models import Duty, Officer
from cases.access.views import ListView, officer_of
from cases.audit import services as audit
from cases.audit.models import Action
from cases.reveals import outliers
from cases.reveals.filters import RevealFilterSet
from cases.reveals.models import Reveal, is_supervisor
from cases.reveals.tables import RevealTable

DAYS = 30


class SupervisorsOnly:
    """Answers 403 to those who neither lead a case nor audit."""

    request: HttpRequest

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        officer = officer_of(request)
        if officer.duty != Duty.AUDITOR and not is_supervisor(officer):
            raise PermissionDenied
        page: Any = super()
        answer: HttpResponseBase = page.dispatch(request, *args, **kwargs)
        return answer


@dataclass(frozen=True)
class Day:
    officer: Officer
    day: date
    count: int
    stands_out: bool


class RevealReportView(SupervisorsOnly, TemplateView):
    template_name = "cases/reveals/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        officer = officer_of(self.request)
        counted = list(self._counted(officer))
        quota = settings.CASEDESK_REVEALS_A_DAY
        limits = outliers.limits((row["count"] for row in counted), quota=quota)
        officers = Officer.objects.select_related("unit").in_bulk(
            {row["officer"] for row in counted}
        )
        days = [
            Day(
                officers[row["officer"]],
                row["day"],
                row["count"],
                limits.stands_out(row["count"]),
            )
            for row in counted
        ]
        days.sort(key=lambda row: (row.stands_out, row.day, row.count), reverse=True)
        audit.record(officer=officer, action=Action.READ, list="reveal_report")
        return super().get_context_data(
            title=_("Reveals"),
            days=days,
            limits=limits,
            quota=quota,
            period=DAYS,
            **kwargs,
        )

    def _counted(self, officer: Officer) -> QuerySet[Any, Any]:
        since = timezone.now() - timedelta(days=DAYS)
        reveals = Reveal.objects.visible_to(officer).filter(at__gte=since)
        by_day = reveals.annotate(day=TruncDate("at")).order_by()
        return by_day.values("officer", "day").annotate(count=Count("pk"))


class RevealListView(SupervisorsOnly, ListView):
    model = Reveal
    table_class = RevealTable
    filterset_class = RevealFilterSet
    title = _("Single reveals")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("officer", "case")
