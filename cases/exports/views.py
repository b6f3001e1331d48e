"""The pages of this slice."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from cases.access.views import DetailView, ListView, Scoped, officer_of
from cases.access.whole import OBJECT, PAGE
from cases.common.jobs.page import job_context
from cases.exports import services
from cases.exports.filters import ExportFilterSet
from cases.exports.forms import DecisionForm, ExportForm
from cases.exports.models import Export
from cases.exports.sources import Asked, whole_of
from cases.exports.tables import ExportTable


class ExportersOnly:
    """Administrators see no data, so they have none to take away."""

    request: HttpRequest

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        officer = officer_of(request)
        if not (officer.sees_cases or officer.is_auditor):
            raise PermissionDenied
        page: Any = super()
        answer: HttpResponseBase = page.dispatch(request, *args, **kwargs)
        return answer


class ExportListView(ExportersOnly, ListView):
    model = Export
    table_class = ExportTable
    filterset_class = ExportFilterSet
    title = _("Exports")

    def get_queryset(self) -> QuerySet[Any]:
        exports = Export.objects.visible_to(self.officer)
        exports = exports.annotate(fetched=Count("downloads"))
        return exports.select_related("case", "requested_by", "decided_by").defer(
            "query", "filters", "password"
        )


class ExportCreateView(ExportersOnly, FormView[ExportForm]):
    """Asks for the list of the page, and with the filters, that the address names."""

    form_class = ExportForm
    template_name = "cases/exports/export_form.html"

    @cached_property
    def asked(self) -> Asked:
        return Asked.from_address(self.request.GET, officer_of(self.request))

    def form_valid(self, form: ExportForm) -> HttpResponse:
        given = {n: v for n, v in form.cleaned_data.items() if n != "again"}
        try:
            export = services.request_export(
                officer=officer_of(self.request), asked=self.asked, **given
            )
        except ValidationError as error:
            form.add_error(None, error.messages[0])
            return self.form_invalid(form)
        messages.success(self.request, _("Asked for. A second officer decides now."))
        return HttpResponseRedirect(export.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        officer = officer_of(self.request)
        whole = whole_of(officer, self.asked)
        try:
            services.check(officer, self.asked)
        except ValidationError as error:
            kwargs["problem"] = error.messages[0]
        return super().get_context_data(
            title=_("Ask for an export"),
            whole=whole,
            case=whole.case,
            back=self._back(),
            **kwargs,
        )

    def _back(self) -> str:
        """The list as it was narrowed; what is hidden in the address stays so."""
        query = self.request.GET.copy()
        for name in (PAGE, OBJECT):
            query.pop(name, None)
        return f"{self.asked.address}?{query.urlencode()}"


class OfExport(Scoped, SingleObjectMixin[Any]):
    model = Export

    def get_queryset(self) -> QuerySet[Any]:
        exports = super().get_queryset()
        return exports.select_related("case", "requested_by__unit", "decided_by__unit")


def _job_context(request: HttpRequest, export: Export) -> dict[str, Any]:
    is_own = export.requested_by == officer_of(request)
    return job_context(export, "export", may_steer=is_own)


class ExportDetailView(OfExport, DetailView):
    template_name = "cases/exports/export_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", DecisionForm())
        export: Export = self.object
        return super().get_context_data(
            title=_("Export %s") % export.pk,
            case=export.case,
            is_mine=export.requested_by == self.officer,
            why_not=services.why_not(self.officer, export),
            downloads=export.downloads.select_related("officer"),
            **_job_context(self.request, export),
            **kwargs,
        )


class ExportDecideView(ExportDetailView):
    """Approves or refuses; a refusal of this itself is shown on the page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = export = self.get_object()
        form = DecisionForm(request.POST)
        status = 400
        if form.is_valid():
            try:
                services.decide(
                    officer=self.officer,
                    export=export,
                    approve=request.POST.get("decision") == "approve",
                    reason=form.cleaned_data["reason"],
                )
            except ValidationError as error:
                form.add_error(None, error)
                status = 403
            else:
                return HttpResponseRedirect(export.get_absolute_url())
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=status)


class ExportJobView(OfExport, View):
    """The job alone, asked for by the page itself every second."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        export = self.get_object()
        context = _job_context(request, export)
        response = render(request, "cases/common/_job.html", context)
        if not export.is_active:
            response["HX-Refresh"] = "true"
        return response


class ExportAct(OfExport, View, ABC):
    """A button; what cannot be done is said on the export's page."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        export = self.get_object()
        try:
            return self.act(export)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return HttpResponseRedirect(export.get_absolute_url())

    @abstractmethod
    def act(self, export: Export) -> HttpResponse:
        """What the button does; raises ValidationError where it cannot be done."""


class ExportCancelView(ExportAct):
    def act(self, export: Export) -> HttpResponse:
        services.withdraw(officer=self.officer, export=export)
        return HttpResponseRedirect(export.get_absolute_url())


class ExportStartView(ExportAct):
    def act(self, export: Export) -> HttpResponse:
        services.start_again(officer=self.officer, export=export)
        return HttpResponseRedirect(export.get_absolute_url())


class ExportDownloadView(ExportAct):
    """A POST: nothing is counted because a browser looks ahead."""

    def act(self, export: Export) -> HttpResponse:
        content = services.fetch(officer=self.officer, export=export)
        is_age = export.lock == Export.Lock.AGE_KEY
        name = f"export-{export.pk}." + (f"{export.format}.age" if is_age else "7z")
        return HttpResponse(
            content,
            content_type="application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
