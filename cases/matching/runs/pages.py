"""Pages of the match runs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from cases.access.views import DetailView, ListView, Scoped, officer_of
from cases.casefiles.mixins import CaseList, CasePage
from cases.casefiles.permissions import Ability
from cases.common.jobs.page import job_context
from cases.common.sealing import KIND_LABELS
from cases.matching import services
from cases.matching.filters import MatchRunFilterSet
from cases.matching.forms import RunForm
from cases.matching.models import MatchRun
from cases.matching.runs.choosing import told
from cases.matching.runs.sources import describe, searchable_datasets
from cases.matching.statistics.breakdown import has_figures
from cases.matching.statistics.rates import hit_rate
from cases.matching.tables import BrakedTable, MatchRunTable

_BRAKED_SHOWN = 100


class MatchRunListView(CaseList, ListView):
    model = MatchRun
    table_class = MatchRunTable
    filterset_class = MatchRunFilterSet
    template_name = "cases/matching/run_list.html"
    create_ability = Ability.MATCH
    title = _("Match runs")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("case", "requested_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.case and context["may_create"]:
            context["create_url"] = reverse("cases:run_create", args=[self.case.pk])
        return context


class MatchRunCreateView(CasePage, FormView[RunForm]):
    form_class = RunForm
    ability = Ability.MATCH
    template_name = "cases/matching/run_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "case": self.case}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = searchable_datasets(self.case).values("pk")
        return super().get_context_data(
            title=_("Start a cross-match"),
            not_taken_in=self.case.datasets.exclude(pk__in=offered),
            **kwargs,
        )

    def form_valid(self, form: RunForm) -> HttpResponse:
        given = form.cleaned_data
        every = len(given["kinds"]) == len(KIND_LABELS)
        try:
            run = services.start_run(
                officer=officer_of(self.request),
                case=self.case,
                datasets=given["datasets"],
                kinds=[] if every else given["kinds"],
                choice=form.choice(),
                only_new=given["only_new"],
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
            return self.form_invalid(form)
        return HttpResponseRedirect(reverse("cases:run_detail", args=[run.pk]))


class MatchRunDetailView(CasePage, DetailView):
    model = MatchRun
    template_name = "cases/matching/run_detail.html"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("case", "requested_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        run: MatchRun = self.object
        braked = run.braked.select_related("dataset")
        context.update(
            job_context(run, "run", may_steer=Ability.MATCH in self.can),
            run=run,
            title=str(run),
            datasets=run.datasets.order_by("title_sort"),
            kinds=[KIND_LABELS[kind] for kind in run.kinds],
            matched=[(KIND_LABELS[k], n) for k, n in run.identifiers_matched.items()],
            choice=told(run.choice),
            beside=services.beside(run),
            left_out=[describe(item) for item in run.left_out],
            rate=None if run.only_new else hit_rate(run),
            has_figures=has_figures(run),
            braked=BrakedTable(
                braked[:_BRAKED_SHOWN],
                request=self.request,
                exclude=() if Ability.MATCH in self.can else ("release",),
            ),
            braked_count=run.braked.count(),
            braked_shown=_BRAKED_SHOWN,
        )
        return context


class RunPage(CasePage, Scoped, SingleObjectMixin[Any], View):
    """A run found by its number, for what is no page of its own."""

    model = MatchRun


class MatchRunJobView(RunPage):
    """The progress alone; the whole page again as soon as the run has ended."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        run: MatchRun = self.page_object
        context = job_context(run, "run", may_steer=Ability.MATCH in self.can)
        response = render(request, "cases/common/_job.html", context)
        if not run.is_active:
            response["HX-Refresh"] = "true"
        return response


class MatchRunCancelView(RunPage):
    ability = Ability.MATCH

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.cancel_run(officer=self.officer, run=self.page_object)
        return HttpResponseRedirect(reverse("cases:run_detail", args=[kwargs["pk"]]))


class MatchRunStartView(RunPage):
    ability = Ability.MATCH

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.restart_run(officer=self.officer, run=self.page_object)
        return HttpResponseRedirect(reverse("cases:run_detail", args=[kwargs["pk"]]))
