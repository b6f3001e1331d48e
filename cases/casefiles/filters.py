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


def visible_cases(request: HttpRequest) -> QuerySet[Case]:
    return Case.objects.visible_to(officer_of(request))


def search_filter(method: str = "search") -> django_filters.CharFilter:
    return django_filters.CharFilter(
        method=method,
        label=_("Search"),
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Search")}),
    )


class CaseScopedFilterSet(django_filters.FilterSet):
    """Has the filter `case`, limited to cases that the officer may see."""

    case = django_filters.ModelChoiceFilter(
        queryset=cast(Any, visible_cases), label=_("Case"), empty_label=_("All cases")
    )


class CaseFilterSet(django_filters.FilterSet):
    q = search_filter()

    class Meta:
        model = Case
        fields = ["stage", "standing", "province"]

    def search(self, queryset: QuerySet[Case], _name: str, text: str) -> QuerySet[Case]:
        return queryset.filter(Q(number__icontains=text) | Q(title__icontains=text))
