"""Pages that stand inside one case."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from cases.access.views import officer_of
from cases.casefiles.filters import chosen_case
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability, abilities, require


def visible_case(request: HttpRequest, pk: int) -> Case:
    """The case, or Http404 where the officer cannot see it."""
    return get_object_or_404(Case.objects.visible_to(officer_of(request)), pk=pk)


class CasePage:
    """A page about something in a case: `ability` is asked for before anything
    else happens, and templates get `case` and `can`, the officer's abilities.

    `case` comes from `case_pk` in the address, else from the page's object.
    """

    ability: ClassVar[Ability] = Ability.READ
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def case(self) -> Case:
        if "case_pk" in self.kwargs:
            return visible_case(self.request, self.kwargs["case_pk"])
        return self.case_of(self.page_object)

    @cached_property
    def page_object(self) -> Any:
        return cast(Any, super()).get_object()

    def get_object(self, queryset: Any = None) -> Any:
        return self.page_object

    def case_of(self, obj: Any) -> Case:
        """How the page's object leads to its case."""
        return cast(Case, obj if isinstance(obj, Case) else obj.case)

    @cached_property
    def can(self) -> frozenset[Ability]:
        return abilities(officer_of(self.request), self.case)

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if self.ability not in self.can:
            require(officer_of(request), self.case, self.ability)
        return cast(HttpResponse, cast(Any, super()).dispatch(request, *args, **kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = cast(Any, super()).get_context_data(**kwargs)
        context.setdefault("case", self.case)
        context.setdefault("can", self.can)
        return context


class CaseFormPage(CasePage):
    """Its form is given the case, and offers what that case has."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = cast(Any, super()).get_form_kwargs()
        return {**kwargs, "case": self.case}


class CaseList:
    """A list that shows the case's head above it when it is filtered to one case.

    `can` then holds what the officer may do there; `create_url` is reversed with
    the case, and offered with the `create_ability`.
    """

    create_ability: ClassVar[Ability] = Ability.WRITE
    request: HttpRequest

    @cached_property
    def case(self) -> Case | None:
        return chosen_case(self.request, self.request.GET.get("case", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = cast(Any, super()).get_context_data(**kwargs)
        if self.case:
            context["case"] = self.case
            context["can"] = abilities(officer_of(self.request), self.case)
            context["may_create"] = self.create_ability in context["can"]
        return context
