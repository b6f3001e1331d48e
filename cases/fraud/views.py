"""Pages of single reports; those of their import are in `imports.py`."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View, generic

from cases.access.views import (
    CreateView,
    DetailView,
    ListView,
    UpdateView,
    officer_of,
)
from cases.fraud import services
from cases.fraud.filters import FraudReportFilterSet
from cases.fraud.forms import (
    IdentifierForm,
    NewReportForm,
    NumberSearchForm,
    ReportForm,
)
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.fraud.tables import FraudReportTable
from cases.reveals.pages import masked_record
from cases.seizures.masking import mask_digits


class PoliceOnly:
    """Answers 403 to everyone else."""

    request: HttpRequest

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        services.require_police(officer_of(request))
        page = cast(Any, super())
        return cast(HttpResponseBase, page.dispatch(request, *args, **kwargs))


def masked_identifiers() -> Prefetch[str]:
    """The numbers of the reports without what is sealed, in a steady order."""
    masked = ReportIdentifier.objects.defer("sealed").order_by("kind", "pk")
    return Prefetch("identifiers", masked)


class FraudReportListView(PoliceOnly, ListView):
    model = FraudReport
    table_class = FraudReportTable
    filterset_class = FraudReportFilterSet
    template_name = "cases/fraud/report_list.html"
    title = gettext_lazy("Fraud reports")

    def get_queryset(self) -> QuerySet[Any]:
        # Sealed columns that the list does not show are not opened either.
        reports = super().get_queryset().select_related("imported_from")
        shown = reports.defer("narrative", "imported_from__layout")
        return shown.prefetch_related(masked_identifiers())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        create_url = reverse("cases:report_create")
        return super().get_context_data(create_url=create_url, **kwargs)


class FraudReportDetailView(DetailView):
    model = FraudReport
    template_name = "cases/fraud/report_detail.html"

    def get_queryset(self) -> QuerySet[Any]:
        reports = super().get_queryset().select_related("imported_from", "entered_by")
        return reports.prefetch_related(masked_identifiers())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = list(self.object.identifiers.all())
        return super().get_context_data(
            parties=[
                (label, [i for i in held if i.party == party])
                for party, label in ReportIdentifier.Party.choices
            ],
            narrative=mask_digits(self.object.narrative),
            record=masked_record(
                self.request,
                self.object,
                [],
                reverse("cases:report_reveal", args=[self.object.pk]),
                allowed=True,
            ),
            **kwargs,
        )


class FraudReportCreateView(PoliceOnly, CreateView):
    model = FraudReport
    form_class = NewReportForm
    template_name = "cases/fraud/report_form.html"
    title = gettext_lazy("Add a fraud report")
    back = "cases:report_list"

    def get_initial(self) -> dict[str, Any]:
        unit = self.officer.unit
        return {"province": unit.province, "unit_name": unit.name}

    def save(self, form: ModelForm[Any]) -> FraudReport:
        typed = cast(NewReportForm, form)
        return services.create_report(
            officer=self.officer, identifiers=typed.identifiers(), **typed.changes()
        )


class FraudReportUpdateView(PoliceOnly, UpdateView):
    model = FraudReport
    form_class = ReportForm
    template_name = "cases/fraud/report_form.html"
    title = gettext_lazy("Edit the fraud report")

    def save(self, form: ModelForm[Any]) -> FraudReport:
        return services.update_report(
            officer=self.officer,
            report=self.object,
            version=self.seen_version,
            **cast(ReportForm, form).changes(),
        )


class IdentifierCreateView(PoliceOnly, CreateView):
    model = ReportIdentifier
    form_class = IdentifierForm
    title = gettext_lazy("Add a number")
    template_name = "cases/fraud/identifier_form.html"

    def get_queryset(self) -> QuerySet[Any]:
        return ReportIdentifier.objects.none()

    @cached_property
    def report(self) -> FraudReport:
        reports = FraudReport.objects.visible_to(officer_of(self.request))
        return cast(
            FraudReport, get_object_or_404(reports, pk=self.kwargs["report_pk"])
        )

    def save(self, form: ModelForm[Any]) -> ReportIdentifier:
        typed = form.cleaned_data
        try:
            return services.add_identifier(
                officer=self.officer,
                report=self.report,
                party=typed["party"],
                kind=typed["kind"],
                raw=typed["number"],
            )
        except ValidationError as error:
            raise ValidationError({"number": error.messages}) from None

    def get_success_url(self) -> str:
        return self.report.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            report=self.report, back=self.report.get_absolute_url(), **kwargs
        )


class IdentifierRemoveView(PoliceOnly, View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        officer = officer_of(request)
        reports = FraudReport.objects.visible_to(officer)
        identifier = get_object_or_404(
            ReportIdentifier.objects.filter(report__in=reports), pk=pk
        )
        services.remove_identifier(officer=officer, identifier=identifier)
        messages.success(request, _("The number was removed."))
        return HttpResponseRedirect(
            reverse("cases:report_detail", args=[identifier.report_id])
        )


class NumberSearchView(PoliceOnly, generic.FormView[NumberSearchForm]):
    """The number is sent in the body, so no address and no log ever holds it."""

    form_class = NumberSearchForm
    template_name = "cases/fraud/report_search.html"

    def form_valid(self, form: NumberSearchForm) -> HttpResponse:
        try:
            found = services.find_reports(
                officer=officer_of(self.request),
                raw=form.cleaned_data["number"],
                kind=form.cleaned_data["kind"],
            )
        except ValidationError as error:
            form.add_error("number", error)
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, found=found))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Search reports by a number"),
            most=services.REPORTS_FOUND,
            **kwargs,
        )
