"""Pages of exhibits and data sets; a single data set's is in `dataset_detail.py`, those
of single files are in `files.py`."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access.views import (
    CreateView,
    DetailView,
    ListView,
    UpdateView,
    officer_of,
)
from cases.casefiles.mixins import CaseFormPage, CaseList, CasePage
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability
from cases.seizures import services
from cases.seizures.filters import ExhibitFilterSet, SeizedDatasetFilterSet
from cases.seizures.forms import CustodyEventForm, DatasetForm, ExhibitForm
from cases.seizures.models import CustodyEvent, Exhibit, SeizedDataset
from cases.seizures.tables import ExhibitTable, SeizedDatasetTable


class ExhibitListView(CaseList, ListView):
    model = Exhibit
    table_class = ExhibitTable
    filterset_class = ExhibitFilterSet
    title = _("Exhibits")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("case", "holder")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.case and context["may_create"]:
            context["create_url"] = reverse("cases:exhibit_create", args=[self.case.pk])
        return context


class ExhibitDetailView(CasePage, DetailView):
    model = Exhibit
    template_name = "cases/seizures/exhibit_detail.html"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("case", "holder")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            custody=self.object.custody.select_related("recorded_by"),
            datasets=self.object.datasets.all(),
            **kwargs,
        )


class ExhibitCreateView(CaseFormPage, CreateView):
    model = Exhibit
    form_class = ExhibitForm
    ability = Ability.WRITE
    title = _("Add an exhibit")

    def save(self, form: ModelForm[Any]) -> Exhibit:
        return services.add_exhibit(
            officer=self.officer, case=self.case, **form.cleaned_data
        )


class ExhibitUpdateView(CaseFormPage, UpdateView):
    model = Exhibit
    form_class = ExhibitForm
    ability = Ability.WRITE
    title = _("Edit the exhibit")

    def save(self, form: ModelForm[Any]) -> Exhibit:
        return services.update_exhibit(
            officer=self.officer,
            exhibit=self.object,
            version=self.seen_version,
            **form.cleaned_data,
        )


class CustodyEventCreateView(CasePage, CreateView):
    model = CustodyEvent
    form_class = CustodyEventForm
    ability = Ability.WRITE
    title = _("Record a hand-over")

    @cached_property
    def exhibit(self) -> Exhibit:
        exhibits = Exhibit.objects.visible_to(officer_of(self.request))
        return get_object_or_404(
            exhibits.select_related("case"), pk=self.kwargs["exhibit_pk"]
        )

    @cached_property
    def case(self) -> Case:
        return self.exhibit.case

    def get_initial(self) -> dict[str, Any]:
        last = self.exhibit.custody.last()
        return {
            "at": timezone.localtime(),
            "given_by": last.received_by if last else "",
            "seal_before": last.seal_after if last else self.exhibit.seal_number,
        }

    def save(self, form: ModelForm[Any]) -> CustodyEvent:
        return services.add_custody_event(
            officer=self.officer, exhibit=self.exhibit, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        return self.exhibit.get_absolute_url()


class DatasetListView(CaseList, ListView):
    model = SeizedDataset
    table_class = SeizedDatasetTable
    filterset_class = SeizedDatasetFilterSet
    create_ability = Ability.INTAKE
    title = _("Seized data sets")

    def get_queryset(self) -> Any:
        datasets = super().get_queryset().select_related("case", "holder", "exhibit")
        return datasets.annotate(file_count=Count("files", distinct=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.case and context["may_create"]:
            context["create_url"] = reverse("cases:dataset_create", args=[self.case.pk])
        return context


class DatasetCreateView(CaseFormPage, CreateView):
    model = SeizedDataset
    form_class = DatasetForm
    ability = Ability.INTAKE
    title = _("Add a data set")

    def get_initial(self) -> dict[str, Any]:
        return {"exhibit": self.request.GET.get("exhibit")}

    def save(self, form: ModelForm[Any]) -> SeizedDataset:
        return services.add_dataset(
            officer=self.officer, case=self.case, **form.cleaned_data
        )


class DatasetUpdateView(CaseFormPage, UpdateView):
    model = SeizedDataset
    form_class = DatasetForm
    ability = Ability.INTAKE
    title = _("Edit the data set")

    def save(self, form: ModelForm[Any]) -> SeizedDataset:
        return services.update_dataset(
            officer=self.officer,
            dataset=self.object,
            version=self.seen_version,
            **form.cleaned_data,
        )
