"""Pages of an import: upload, check the columns, watch, read what became of it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View, generic

from cases.access.views import DetailView, ListView, officer_of
from cases.common.jobs.page import job_context
from cases.common.uploads import SealedUpload
from cases.common.wording import why_no_report
from cases.fraud import import_services as services
from cases.fraud.filters import ReportImportFilterSet
from cases.fraud.forms import ImportForm
from cases.fraud.models import ReportImport
from cases.fraud.preview import Preview
from cases.fraud.reading.fields import ALL_LABELS
from cases.fraud.sheets import Sheet, stored
from cases.fraud.tables import ReportImportTable
from cases.fraud.views import PoliceOnly


class ReportImportListView(PoliceOnly, ListView):
    model = ReportImport
    table_class = ReportImportTable
    filterset_class = ReportImportFilterSet
    template_name = "cases/fraud/import_list.html"
    title = _("Imports of fraud reports")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("requested_by").defer("layout")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        create_url = reverse("cases:report_import_create")
        return super().get_context_data(create_url=create_url, **kwargs)


class ReportImportCreateView(PoliceOnly, generic.FormView[ImportForm]):
    form_class = ImportForm
    template_name = "cases/fraud/import_upload.html"

    def form_valid(self, form: ImportForm) -> HttpResponse:
        try:
            row = services.import_file(
                officer=officer_of(self.request),
                upload=cast(SealedUpload, form.cleaned_data["upload"]),
            )
        except ValidationError as error:
            form.add_error("upload", error)
            return self.form_invalid(form)
        return HttpResponseRedirect(row.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Import fraud reports"), back=reverse("cases:report_list"), **kwargs
        )


class ReportImportDetailView(DetailView):
    """While an import is a draft its columns are checked here; then it is watched."""

    model = ReportImport

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("requested_by")

    @property
    def is_draft(self) -> bool:
        return bool(self.object.state == ReportImport.State.DRAFT)

    def get_template_names(self) -> list[str]:
        page = "import_preview" if self.is_draft else "import_detail"
        return [f"cases/fraud/{page}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.is_draft:
            if "preview" not in context:
                try:
                    context["preview"] = Preview(self.object)
                except ValidationError as problem:
                    context["problem"] = problem
            return context
        sheets = stored(self.object.layout)
        return {
            **context,
            **_job_context(self.object),
            "sheets": [(sheet.layout, _labelled(sheet)) for sheet in sheets],
            "made_up": any(s.is_used and not s.is_numbered for s in sheets),
            "rejected": _counts(self.object.rejected),
            "rejected_places": _places(self.object.rejected_places, sheets),
            "notes": _counts(self.object.notes),
            "note_places": _places(self.object.note_places, sheets),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look at a sheet again as corrected, or import the file."""
        self.object = self.get_object()
        officer = officer_of(request)
        if not self.is_draft:
            return HttpResponseRedirect(self.object.get_absolute_url())
        given: dict[str, Any] = {}
        try:
            given["preview"] = preview = Preview(self.object, request.POST)
            if "look" in request.POST:
                services.correct_layout(
                    officer=officer,
                    report_import=self.object,
                    sheets=preview.corrected(request.POST["look"]),
                )
            else:
                services.confirm_import(
                    officer=officer,
                    report_import=self.object,
                    sheets=preview.confirmed(),
                )
        except ValidationError as problem:
            context = self.get_context_data(problem=problem, **given)
            return self.render_to_response(context, status=422)
        return HttpResponseRedirect(self.object.get_absolute_url())


def _job_context(row: ReportImport) -> dict[str, Any]:
    """Whoever sees an import may steer it."""
    return job_context(row, "report_import", may_steer=True)


class ReportImportJobView(PoliceOnly, View):
    """The job's state alone; once it has ended the whole page is loaded again."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = _visible(request, pk)
        page = render(request, "cases/common/_job.html", _job_context(row))
        if not row.is_active:
            page.headers["HX-Refresh"] = "true"
        return page


class ReportImportCancelView(PoliceOnly, View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = _visible(request, pk)
        services.cancel(officer=officer_of(request), report_import=row)
        return HttpResponseRedirect(row.get_absolute_url())


class ReportImportStartView(PoliceOnly, View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = _visible(request, pk)
        try:
            services.start_again(officer=officer_of(request), report_import=row)
        except ValidationError as error:
            messages.error(request, "; ".join(error.messages))
        return HttpResponseRedirect(row.get_absolute_url())


def _visible(request: HttpRequest, pk: int) -> ReportImport:
    rows = ReportImport.objects.visible_to(officer_of(request))
    return cast(ReportImport, get_object_or_404(rows, pk=pk))


def _labelled(sheet: Sheet) -> list[tuple[str, Any]]:
    pairs = zip(sheet.layout.columns, sheet.fields, strict=True)
    return [(column, ALL_LABELS.get(field, "")) for column, field in pairs]


def _counts(reasons: dict[str, int]) -> list[tuple[str, int]]:
    counted = sorted(reasons.items(), key=lambda item: -item[1])
    return [(why_no_report(reason), count) for reason, count in counted]


def _places(places: list[dict[str, Any]], sheets: list[Sheet]) -> list[dict[str, Any]]:
    """The places in order, in words."""
    columns = {sheet.layout.sheet: sheet.layout.columns for sheet in sheets}
    order = {name: place for place, name in enumerate(columns)}
    return [
        {
            **place,
            "reason": why_no_report(place["reason"]),
            "column": ""
            if place["column"] is None
            else columns[place["sheet"]][place["column"]],
        }
        for place in sorted(places, key=lambda p: (order[p["sheet"]], p["line"]))
    ]
