"""The traces on a suspect's and on a report's page, loaded after it."""

from __future__ import annotations

from abc import ABC, abstractmethod
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
from cases.matching import traces
from cases.matching.traces import Traces
from cases.suspects.models import Suspect


class _TracesView(Scoped, SingleObjectMixin[Any], View, ABC):
    """A part of a page for HTMX, else a page of its own."""

    object: Any

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        found = self.traces()
        audit.record(
            officer=self.officer,
            action=Action.SEARCH,
            obj=self.object,
            numbers=len(found.found),
        )
        part = getattr(request, "htmx", False)
        name = "_traces" if part else "traces"
        context = {"traces": found, "object": self.object, "shown": traces.SHOWN}
        context["title"] = _("Where the numbers turn up")
        return render(request, f"cases/matching/{name}.html", context)

    @abstractmethod
    def traces(self) -> Traces:
        """Where the numbers of the page's object turn up."""


class SuspectTracesView(_TracesView):
    model = Suspect

    def traces(self) -> Traces:
        return traces.of_suspect(self.officer, self.object)


class CallerTracesView(_TracesView):
    model = FraudReport

    def traces(self) -> Traces:
        return traces.of_callers(self.officer, self.object)
