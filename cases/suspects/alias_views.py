"""Forms for what belongs to one suspect: aliases, numbers and accounts."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.views import CreateView, UpdateView, officer_of
from cases.casefiles.mixins import CasePage
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability
from cases.suspects import services
from cases.suspects.forms import AliasForm, IdentifierForm
from cases.suspects.models import Alias, Identifier, Suspect
from cases.suspects.signals import remarks


def tell(request: HttpRequest, obj: Alias | Identifier) -> None:
    """Show what slices above have to say about what was just recorded."""
    for remark in remarks(obj):
        messages.warning(request, remark)


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
        alias = services.add_alias(
            officer=self.officer, suspect=self.suspect, **form.cleaned_data
        )
        tell(self.request, alias)
        return alias


class IdentifierCreateView(OfSuspectCreateView):
    model = Identifier
    form_class = IdentifierForm
    title = gettext_lazy("Add a number or account")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"suspect": self.suspect}

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
        tell(self.request, identifier)
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
        alias = services.update_alias(
            officer=self.officer,
            alias=self.object,
            version=self.seen_version,
            **form.cleaned_data,
        )
        tell(self.request, alias)
        return alias

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(suspect=self.object.suspect, **kwargs)

    def get_success_url(self) -> str:
        return str(self.object.suspect.get_absolute_url())
