"""What the lists of this slice can be filtered by."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.access.views import officer_of
from cases.casefiles.filters import CaseScopedFilterSet
from cases.common.provinces import Province
from cases.fraud.methods import Method
from cases.matching.models import FraudLink, MatchRun
from cases.seizures.models import SeizedDataset


def visible_datasets(request: HttpRequest) -> QuerySet[SeizedDataset]:
    """Those of the case that the list is filtered to, else of all visible cases."""
    datasets = SeizedDataset.objects.visible_to(officer_of(request))
    case = request.GET.get("case", "")
    return datasets.filter(case=int(case)) if case.isdigit() else datasets


def visible_runs(request: HttpRequest) -> QuerySet[MatchRun]:
    return MatchRun.objects.visible_to(officer_of(request))


class MatchRunFilterSet(CaseScopedFilterSet):
    class Meta:
        model = MatchRun
        fields = ["state"]


class FraudLinkFilterSet(CaseScopedFilterSet):
    dataset = django_filters.ModelChoiceFilter(
        queryset=cast(Any, visible_datasets),
        label=_("Data set"),
        empty_label=_("All data sets"),
    )
    method = django_filters.ChoiceFilter(
        field_name="report__method", choices=Method.choices, label=_("Method")
    )
    province = django_filters.ChoiceFilter(
        field_name="report__province", choices=Province.choices, label=_("Province")
    )
    score = django_filters.NumberFilter(
        field_name="score", lookup_expr="gte", label=_("Score from"), min_value=0
    )
    run = django_filters.ModelChoiceFilter(
        queryset=cast(Any, visible_runs),
        label=_("Found by"),
        empty_label=_("All match runs"),
    )

    class Meta:
        model = FraudLink
        fields = ["judgement", "kind"]
