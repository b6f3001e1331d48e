"""Filters of the case list, and the base of every list of things in cases."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.access.views import officer_of
from cases.casefiles.models import Case
from cases.common.filters import QuickFilterSet, ReadOnceFilter


def visible_cases(request: HttpRequest) -> QuerySet[Case]:
    """The visible cases: one queryset for the whole request, so that it is read
    once."""
    of_request: Any = request
    if not hasattr(of_request, "visible_cases"):
        of_request.visible_cases = Case.objects.visible_to(officer_of(request))
    return cast(QuerySet[Case], of_request.visible_cases)


def chosen_case(request: HttpRequest, pk: str) -> Case | None:
    """The visible case of that number, which is given as it stands in an address."""
    cases = visible_cases(request) if pk.isdecimal() else ()
    return next((case for case in cases if case.pk == int(pk)), None)


def search_filter() -> django_filters.CharFilter:
    return django_filters.CharFilter(
        method="search",
        label=_("Search"),
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Search")}),
    )


class CaseScopedFilterSet(QuickFilterSet):
    """Has the filter `case`, limited to cases that the officer may see."""

    case = ReadOnceFilter(
        queryset=cast(Any, visible_cases), label=_("Case"), empty_label=_("All cases")
    )


class CaseFilterSet(django_filters.FilterSet):
    q = search_filter()

    class Meta:
        model = Case
        fields = ["stage", "standing", "province"]

    def search(self, queryset: QuerySet[Case], _name: str, text: str) -> QuerySet[Case]:
        return queryset.filter(Q(number__icontains=text) | Q(title__icontains=text))
