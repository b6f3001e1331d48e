"""The pages of this slice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from cases.access.views import CreateView, DetailView, ListView, Scoped, UpdateView
from cases.casefiles.mixins import CaseList, CasePage
from cases.casefiles.permissions import Ability
from cases.reveals.pages import Record, masked_record
from cases.suspects import services
from cases.suspects.alias_views import tell
from cases.suspects.filters import SuspectFilterSet
from cases.suspects.forms import MeasureForm, NewSuspectForm, SuspectForm
from cases.suspects.models import Alias, Identifier, Suspect
from cases.suspects.reveals import masked
from cases.suspects.tables import SuspectTable


class SuspectListView(CaseList, ListView):
    model = Suspect
    table_class = SuspectTable
    filterset_class = SuspectFilterSet
    title = gettext_lazy("Suspects")

    def get_queryset(self) -> Any:
        return (
            Suspect.objects.visible_to(self.officer).select_related("case").with_label()
        )

    def get_table_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_table_kwargs()
        # On the page the head names the case; a file that leaves the system must name
        # it itself.
        if self.case and "export" not in self.request.GET:
            kwargs["exclude"].append("case")
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.case and context["may_create"]:
            context["create_url"] = reverse("cases:suspect_create", args=[self.case.pk])
        return context


class SuspectDetailView(CasePage, DetailView):
    model = Suspect
    template_name = "cases/suspects/suspect_detail.html"

    def get_queryset(self) -> Any:
        suspects = Suspect.objects.visible_to(self.officer)
        return suspects.select_related("case").with_label()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        officer, suspect = self.officer, self.object
        numbers = list(Identifier.objects.visible_to(officer).used_by(suspect))
        return super().get_context_data(
            exhibits=suspect.exhibits.visible_to(officer),
            datasets=suspect.datasets.visible_to(officer),
            teams=suspect.teams.visible_to(officer).select_related("operation"),
            same_handles=Alias.objects.visible_to(officer).shared_with(suspect),
            identifiers=[
                (n, self._record(n)) for n in numbers if n.suspect_id == suspect.pk
            ],
            same_numbers=[n for n in numbers if n.suspect_id != suspect.pk],
            **kwargs,
        )

    def _record(self, identifier: Identifier) -> Record:
        return masked_record(
            self.request,
            identifier,
            masked(identifier),
            reverse("cases:identifier_reveal", args=[identifier.pk]),
            allowed=Ability.REVEAL in self.can,
        )


class SuspectCreateView(CasePage, CreateView):
    model = Suspect
    form_class = NewSuspectForm
    ability = Ability.WRITE
    title = gettext_lazy("Add a suspect")

    def save(self, form: ModelForm[Any]) -> Suspect:
        suspect = services.add_suspect(
            officer=self.officer, case=self.case, **form.cleaned_data
        )
        for alias in suspect.aliases.all():
            tell(self.request, alias)
        return suspect


class SuspectUpdateView(CasePage, UpdateView):
    model = Suspect
    form_class: type[ModelForm[Suspect]] = SuspectForm
    ability = Ability.WRITE
    title = gettext_lazy("Edit the suspect")

    def save(self, form: ModelForm[Any]) -> Suspect:
        return services.update_suspect(
            officer=self.officer,
            suspect=self.object,
            version=self.seen_version,
            **form.cleaned_data,
        )


class SuspectMeasureView(SuspectUpdateView):
    form_class = MeasureForm
    title = gettext_lazy("Change the measure")


class SuspectCustodyView(CasePage, Scoped, SingleObjectMixin[Suspect], View):
    """One press for the moment of the arrest."""

    http_method_names = ["post"]
    model = Suspect
    ability = Ability.WRITE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        suspect = services.take_into_custody(
            officer=self.officer, suspect=self.get_object()
        )
        messages.success(
            request,
            _("Recorded: in custody. Measure: %s.") % suspect.get_measure_display(),
        )
        return HttpResponseRedirect(suspect.get_absolute_url())
