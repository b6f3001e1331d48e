"""The lineage of a case's data sets: the drawing, the table, the job."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from django.views.generic.detail import SingleObjectMixin
from django_tables2 import RequestConfig

from cases.access.views import PAGE_SIZES, Scoped, officer_of
from cases.casefiles.mixins import CasePage
from cases.casefiles.permissions import Ability
from cases.common.jobs.page import job_context
from cases.lineage import services
from cases.lineage.drawing import drawing
from cases.lineage.forms import CasesForm
from cases.lineage.models import LineageRun, Pair
from cases.lineage.tables import PairTable
from cases.lineage.wording import left_out


def _job_context(run: LineageRun, *, may_steer: bool) -> dict[str, Any]:
    return job_context(run, "lineage", may_steer=may_steer, start="restart")


class LineageView(CasePage, TemplateView):
    """HTMX gets the table alone."""

    def get_template_names(self) -> list[str]:
        htmx = getattr(self.request, "htmx", False)
        return [f"cases/lineage/{'_pairs' if htmx else 'lineage'}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        officer = officer_of(self.request)
        pairs = Pair.objects.visible_to(officer).of_case(self.case).with_sets()
        table = PairTable(pairs)
        RequestConfig(self.request, paginate={"per_page": PAGE_SIZES[0]}).configure(
            table
        )
        runs = LineageRun.objects.visible_to(officer).filter(case=self.case)
        run = runs.select_related("requested_by").first()
        context = super().get_context_data(
            title=_("Lineage"), table=table, run=run, **kwargs
        )
        if run is not None:
            context |= _job_context(run, may_steer=Ability.MATCH in self.can)
            context["left_out"] = [left_out(item) for item in run.left_out]
            context["is_current"] = services.is_current(run)
            context["others"] = run.others.all()
        if not getattr(self.request, "htmx", False):
            context["drawing"] = drawing(list(pairs))
        if Ability.MATCH in self.can:
            context["form"] = CasesForm(officer=officer, case=self.case)
        return context


class LineageStartView(CasePage, View):
    ability = Ability.MATCH

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        officer = officer_of(request)
        form = CasesForm(request.POST, officer=officer, case=self.case)
        if form.is_valid():
            others = form.cleaned_data["others"]
            services.start(officer=officer, case=self.case, others=others)
        return HttpResponseRedirect(reverse("cases:lineage", args=[self.case.pk]))


class _RunPage(CasePage, Scoped, SingleObjectMixin[Any], View):
    model = LineageRun

    def back(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("cases:lineage", args=[self.case.pk]))


class LineageJobView(_RunPage):
    """The progress alone; the whole page again as soon as the run has ended."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        run: LineageRun = self.page_object
        context = _job_context(run, may_steer=Ability.MATCH in self.can)
        response = render(request, "cases/common/_job.html", context)
        if not run.is_active:
            response["HX-Refresh"] = "true"
        return response


class LineageCancelView(_RunPage):
    ability = Ability.MATCH

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.cancel(officer=self.officer, run=self.page_object)
        return self.back()


class LineageRestartView(_RunPage):
    ability = Ability.MATCH

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.restart(officer=self.officer, run=self.page_object)
        return self.back()
