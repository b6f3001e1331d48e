"""The origin of a victim's numbers, as a part of a page or a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic.detail import SingleObjectMixin

from cases.access.views import Scoped
from cases.audit import services as audit
from cases.audit.models import Action
from cases.fraud.models import FraudReport
from cases.lineage.origin import of_report


class OriginView(Scoped, SingleObjectMixin[Any], View):
    model = FraudReport

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        report = self.get_object()
        origin = of_report(self.officer, report)
        audit.record(
            officer=self.officer,
            action=Action.SEARCH,
            obj=report,
            datasets=[holding.dataset.pk for holding in origin.holdings],
        )
        part = getattr(request, "htmx", False)
        name = "_origin" if part else "origin"
        context = {
            "origin": origin,
            "object": report,
            "title": _("Where the victim's data came from"),
        }
        return render(request, f"cases/lineage/{name}.html", context)
