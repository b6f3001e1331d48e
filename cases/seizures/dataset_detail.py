"""The page of one data set: its account, and its files however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django_tables2 import RequestConfig

from cases.access import words
from cases.access.views import PAGE_SIZES, DetailView
from cases.casefiles.mixins import CasePage
from cases.casefiles.permissions import Ability
from cases.seizures.accounting import accounts, repetition_counts
from cases.seizures.columns import batches
from cases.seizures.filters import SeizedFileFilterSet
from cases.seizures.models import (
    DatasetCount,
    HolderCount,
    SeizedDataset,
    SeizedFile,
)
from cases.seizures.tables import SeizedFileTable


@dataclass(frozen=True)
class StateCount:
    """How many files stand so; `value` is "" for all of them."""

    value: str
    label: Any
    files: int


_FILTERS: Any = SeizedFileFilterSet
_FIELDS = {name: item.field_class for name, item in _FILTERS.base_filters.items()}


class DatasetDetailView(CasePage, DetailView):
    """HTMX gets the list of files alone."""

    model = SeizedDataset
    context_object_name = "dataset"

    def get_template_names(self) -> list[str]:
        htmx = getattr(self.request, "htmx", False)
        page = "_files" if htmx else "dataset_detail"
        return [f"cases/seizures/{page}.html"]

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("case", "holder", "exhibit")

    @cached_property
    def files(self) -> QuerySet[SeizedFile]:
        files: QuerySet[SeizedFile] = self.page_object.files.all()
        return files

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kinds=accounts.kind_accounts(self.object.identifiers),
            counts=accounts.COUNTS.values(),
            rows=accounts.rows_of(self.files),
            uncounted=DatasetCount.objects.unfinished()
            .filter(dataset=self.object)
            .first(),
            groups=batches.groups(self.object) if Ability.INTAKE in self.can else [],
            **self._of_holder(),
            **self._list(),
            **kwargs,
        )

    def _of_holder(self) -> dict[str, Any]:
        counted = HolderCount.objects.filter(holder=self.object.holder_id).first()
        if counted is None or not self.object.identifiers:
            return {}
        return {
            "counted": counted,
            "is_current": repetition_counts.is_current(counted),
            "repetitions": repetition_counts.repetitions(counted, self.object),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A search for files leads to the address of what it finds."""
        form = SeizedFileFilterSet(request.POST, queryset=self.files).form
        return HttpResponseRedirect(words.address_of(request, self.officer, form))

    def _list(self) -> dict[str, Any]:
        data = words.data_of(self.request, self.officer, _FIELDS)
        chosen = SeizedFileFilterSet(data, queryset=self.files.defer("layouts"))
        table = SeizedFileTable(chosen.qs, may_confirm=Ability.INTAKE in self.can)
        RequestConfig(self.request, paginate={"per_page": PAGE_SIZES[0]}).configure(
            table
        )
        return {
            "table": table,
            "states": list(self._states()),
            "state": data.get("state", ""),
            "q": data.get("q", ""),
        }

    def _states(self) -> list[StateCount]:
        found = self.files.order_by().values_list("state").annotate(Count("pk"))
        files = dict(found)
        every = StateCount("", _("All"), sum(files.values()))
        return [every] + [
            StateCount(value, label, files[value])
            for value, label in SeizedFile.State.choices
            if value in files
        ]
