"""The pages of this slice."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.views import (
    CreateView,
    DetailView,
    ListView,
    UpdateView,
    officer_of,
)
from cases.casefiles.mixins import CaseList, CasePage
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability
from cases.suspects import services
from cases.suspects.filters import SuspectFilterSet
from cases.suspects.forms import (
    AliasForm,
    IdentifierForm,
    NewSuspectForm,
    SuspectForm,
)
from cases.suspects.models import Alias, Identifier, Suspect
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.case and context["may_create"]:
            context["create_url"] = reverse("cases:suspect_create", args=[self.case.pk])
        return context


class SuspectDetailView(CasePage, DetailView):
    model = Suspect
    template_name = "cases/suspects/suspect_detail.html"

    def get_queryset(self) -> Any:
        suspects = super().get_queryset().select_related("case")
        return suspects.prefetch_related("aliases", "identifiers")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        officer, suspect = self.officer, self.object
        return super().get_context_data(
            exhibits=suspect.exhibits.visible_to(officer),
            datasets=suspect.datasets.visible_to(officer),
            teams=suspect.teams.visible_to(officer).select_related("operation"),
            same_handles=Alias.objects.visible_to(officer).shared_with(suspect),
            same_numbers=Identifier.objects.visible_to(officer).shared_with(suspect),
            **kwargs,
        )


class SuspectCreateView(CasePage, CreateView):
    model = Suspect
    form_class = NewSuspectForm
    ability = Ability.WRITE
    title = gettext_lazy("Add a suspect")

    def save(self, form: ModelForm[Any]) -> Suspect:
        return services.add_suspect(
            officer=self.officer, case=self.case, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        return str(self.object.get_absolute_url())


class SuspectUpdateView(CasePage, UpdateView):
    model = Suspect
    form_class = SuspectForm
    ability = Ability.WRITE
    title = gettext_lazy("Edit the suspect")

    def save(self, form: ModelForm[Any]) -> Suspect:
        return services.update_suspect(
            officer=self.officer,
            suspect=self.object,
            version=self.seen_version,
            **form.cleaned_data,
        )

    def get_success_url(self) -> str:
        return str(self.object.get_absolute_url())


class OfSuspectCreateView(CasePage, CreateView):
    """Adds something to a suspect and goes back to their page."""

    ability = Ability.WRITE
    template_name = "cases/suspects/of_suspect_form.html"

    @cached_property
    def suspect(self) -> Suspect:
        suspects = Suspect.objects.visible_to(officer_of(self.request))
        return get_object_or_404(
            suspects.select_related("case"), pk=self.kwargs["suspect_pk"]
        )

    @cached_property
    def case(self) -> Case:
        return self.suspect.case

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(suspect=self.suspect, **kwargs)

    def get_success_url(self) -> str:
        return self.suspect.get_absolute_url()


class AliasCreateView(OfSuspectCreateView):
    model = Alias
    form_class = AliasForm
    title = gettext_lazy("Add an alias")

    def save(self, form: ModelForm[Any]) -> Alias:
        return services.add_alias(
            officer=self.officer, suspect=self.suspect, **form.cleaned_data
        )


class IdentifierCreateView(OfSuspectCreateView):
    model = Identifier
    form_class = IdentifierForm
    title = gettext_lazy("Add a number or account")

    def save(self, form: ModelForm[Any]) -> Identifier:
        identifier = services.add_identifier(
            officer=self.officer, suspect=self.suspect, **form.cleaned_data
        )
        if services.is_doubtful(identifier):
            messages.warning(
                self.request,
                _(
                    "The number is kept, but a check that most such numbers pass"
                    " fails: compare it with the original."
                ),
            )
        return identifier


class AliasUpdateView(CasePage, UpdateView):
    model = Alias
    form_class = AliasForm
    ability = Ability.WRITE
    title = gettext_lazy("Edit the alias")
    template_name = "cases/suspects/of_suspect_form.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("suspect__case")

    def save(self, form: ModelForm[Any]) -> Alias:
        return services.update_alias(
            officer=self.officer,
            alias=self.object,
            version=self.seen_version,
            **form.cleaned_data,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(suspect=self.object.suspect, **kwargs)

    def get_success_url(self) -> str:
        return str(self.object.suspect.get_absolute_url())
