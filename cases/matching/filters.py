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
from cases.matching.models import FraudLink, Judgement, MatchRun
from cases.seizures.models import SeizedDataset

# Less than a telephone number, which would stand in the address.
_NUMBER: Any = {"min_value": 1, "max_value": 2**31 - 1}
# What the figures count: confirmed, unsure or not judged yet.
STANDING = "standing"


def visible_datasets(request: HttpRequest) -> QuerySet[SeizedDataset]:
    """Those of the case that the list is filtered to, else of all visible cases."""
    datasets = SeizedDataset.objects.visible_to(officer_of(request))
    case = request.GET.get("case", "")
    return datasets.filter(case=int(case)) if case.isdigit() else datasets


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
    judgement = django_filters.ChoiceFilter(
        method="judged",
        choices=[*Judgement.choices, (STANDING, _("Not rejected"))],
        label=_("Judgement"),
    )
    method = django_filters.ChoiceFilter(
        field_name="report__method", choices=Method.choices, label=_("Method")
    )
    province = django_filters.ChoiceFilter(
        field_name="report__province", choices=Province.choices, label=_("Province")
    )
    report = django_filters.CharFilter(
        field_name="report__number", label=_("Report no.")
    )
    year = django_filters.NumberFilter(
        field_name="report__reported_on__year",
        label=_("Year of the report"),
        min_value=1900,
        max_value=2200,
    )
    score = django_filters.NumberFilter(
        field_name="score",
        lookup_expr="gte",
        label=_("Score from"),
        min_value=0,
        max_value=1000,
    )
    run = django_filters.NumberFilter(
        field_name="run_id", label=_("Found first by match run no."), **_NUMBER
    )

    class Meta:
        model = FraudLink
        fields = ["kind"]

    def judged(
        self, links: QuerySet[FraudLink], _name: str, word: str
    ) -> QuerySet[FraudLink]:
        if word == STANDING:
            return links.exclude(judgement=Judgement.REJECTED)
        return links.filter(judgement=word)
