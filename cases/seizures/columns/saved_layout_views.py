"""The list of saved mappings; the owner of one can rename and delete it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from cases.access.views import ListView, Scoped, UpdateView
from cases.seizures.columns import saved_layouts
from cases.seizures.filters import SavedLayoutFilterSet
from cases.seizures.models import SavedLayout
from cases.seizures.tables import SavedLayoutTable


class SavedLayoutListView(ListView):
    model = SavedLayout
    table_class = SavedLayoutTable
    filterset_class = SavedLayoutFilterSet
    title = gettext_lazy("Saved mappings")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("owner")

    def get_table_kwargs(self) -> dict[str, Any]:
        return {**super().get_table_kwargs(), "officer": self.officer}


class SavedLayoutUpdateView(UpdateView):
    model = SavedLayout
    fields = ["name"]
    template_name = "cases/seizures/layout_form.html"
    title = gettext_lazy("Rename the saved mapping")

    def get_object(self, queryset: QuerySet[Any] | None = None) -> SavedLayout:
        layout: SavedLayout = super().get_object(queryset)
        if layout.owner != self.officer:
            raise PermissionDenied
        return layout

    def save(self, form: ModelForm[Any]) -> SavedLayout:
        return saved_layouts.rename(
            officer=self.officer,
            layout=self.object,
            version=self.seen_version,
            **form.cleaned_data,
        )

    def get_success_url(self) -> str:
        return reverse("cases:layout_list")


class SavedLayoutDeleteView(
    Scoped, generic.detail.SingleObjectMixin[SavedLayout], generic.View
):
    model = SavedLayout

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        layout = self.get_object()
        saved_layouts.delete(officer=self.officer, layout=layout)
        messages.success(request, _("The saved mapping “%s” is deleted.") % layout.name)
        return HttpResponseRedirect(reverse("cases:layout_list"))
