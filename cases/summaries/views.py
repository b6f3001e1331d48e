"""The pages of this slice."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from cases.access.views import CreateView, DetailView, ListView, Scoped, officer_of
from cases.casefiles.mixins import CaseList, CasePage
from cases.casefiles.permissions import Ability
from cases.common.jobs.page import job_context
from cases.common.wording import sentence
from cases.engine.errors import EngineError
from cases.summaries import services, verifying
from cases.summaries.filters import SummaryFilterSet
from cases.summaries.forms import SummaryForm, VerifyForm
from cases.summaries.models import Summary
from cases.summaries.tables import SummaryTable

_NOTHING_NEW = _("Nothing has changed since this version, so none was made anew.")


class SummaryListView(CaseList, ListView):
    model = Summary
    table_class = SummaryTable
    filterset_class = SummaryFilterSet
    template_name = "cases/summaries/summary_list.html"
    title = _("Case summaries")
    create_ability = Ability.SUMMARISE

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("case", "requested_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.case and context["may_create"]:
            context["create_url"] = reverse("cases:summary_create", args=[self.case.pk])
        return context


class SummaryCreateView(CasePage, CreateView):
    model = Summary
    form_class = SummaryForm
    ability = Ability.SUMMARISE
    title = _("Make a case summary")
    template_name = "cases/summaries/summary_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "officer": self.officer}

    def save(self, form: ModelForm[Any]) -> Summary:
        chosen = {"volume": "", **form.cleaned_data}
        return services.request_summary(officer=self.officer, case=self.case, **chosen)

    def tell_saved(self) -> None:
        # The page of a summary that is being made says so itself.
        if not self.object.is_active:
            messages.info(self.request, _NOTHING_NEW)


class SummaryPage(CasePage, Scoped):
    """Anything about one summary; subclasses are views of a single object."""

    model = Summary

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("case", "requested_by__unit")

    def job_context(self, summary: Summary) -> dict[str, Any]:
        may_steer = Ability.SUMMARISE in self.can
        return job_context(summary, "summary", may_steer=may_steer)


class SummaryDetailView(SummaryPage, DetailView):
    template_name = "cases/summaries/summary_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.job_context(self.object), **kwargs)


class SummaryJobView(SummaryPage, DetailView):
    """The job alone, asked for by the page itself every second."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        summary: Summary = self.get_object()
        response = render(request, "cases/common/_job.html", self.job_context(summary))
        if not summary.is_active:
            # Now there is a document to be fetched: load the whole page.
            response["HX-Refresh"] = "true"
        return response


class SummaryActionView(SummaryPage, DetailView, ABC):
    """A button: does its act and goes back to the summary's page."""

    ability = Ability.SUMMARISE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        summary = self.get_object()
        self.act(summary)
        return HttpResponseRedirect(summary.get_absolute_url())

    @abstractmethod
    def act(self, summary: Summary) -> None:
        """What the button does."""


class SummaryCancelView(SummaryActionView):
    def act(self, summary: Summary) -> None:
        services.cancel(officer=self.officer, summary=summary)


class SummaryStartView(SummaryActionView):
    def act(self, summary: Summary) -> None:
        services.start_again(officer=self.officer, summary=summary)


class SummaryDownloadView(SummaryPage, DetailView):
    """The PDF itself."""

    def get_queryset(self) -> Any:
        return super().get_queryset().made()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        summary: Summary = self.get_object()
        try:
            pdf = services.fetch(officer=self.officer, summary=summary)
        except (EngineError, OSError) as error:
            code = error.code if isinstance(error, EngineError) else "missing"
            messages.error(request, sentence(code, {"file": summary.document_number}))
            return HttpResponseRedirect(summary.get_absolute_url())
        return HttpResponse(
            pdf,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'attachment; filename="{summary.file_name}"'
            },
        )


class SummaryVerifyView(FormView[VerifyForm]):
    """Says of a PDF or a code whether it is what was made, and which version."""

    form_class = VerifyForm
    template_name = "cases/summaries/summary_verify.html"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not officer_of(request).sees_cases:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: VerifyForm) -> HttpResponse:
        officer, upload = officer_of(self.request), form.cleaned_data["pdf"]
        if upload:
            verdict = verifying.verify_file(
                officer=officer, sha256=upload.digests.sha256
            )
        else:
            verdict = verifying.verify_code(
                officer=officer, code=form.cleaned_data["code"]
            )
        context = self.get_context_data(form=VerifyForm(), verdict=verdict)
        return self.render_to_response(context)
