"""What the lists of this slice can be filtered by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import django_filters
from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.casefiles.filters import CaseScopedFilterSet, visible_cases
from cases.common.controls import FixedChoices
from cases.common.filters import ReadOnceFilter
from cases.common.provinces import Province
from cases.fraud.methods import Method
from cases.matching.models import FraudLink, Judgement, MatchRun
from cases.matching.statistics.spans import SPANS
from cases.seizures.dates import obtained
from cases.seizures.models import SeizedDataset

# Less than a telephone number, which would stand in the address.
_NUMBER: Any = {"min_value": 1, "max_value": 2**31 - 1}
# The judgements that the figures count: confirmed, unsure, not judged yet.
STANDING = "standing"


def visible_datasets(request: HttpRequest) -> QuerySet[SeizedDataset]:
    """Those of the case that the list is filtered to, else of all visible cases."""
    pk = request.GET.get("case", "")
    cases = visible_cases(request)
    chosen = [case for case in cases if case.pk == int(pk)] if pk.isdecimal() else cases
    return SeizedDataset.objects.of_cases(chosen).only("title", "case_id")


class MatchRunFilterSet(CaseScopedFilterSet):
    class Meta:
        model = MatchRun
        fields = ["state"]


# From the day the data were obtained, or seized, to the report.
_DAYS = {
    "obtained": F("report__reported_on") - obtained("dataset__"),
    "seized": F("report__reported_on") - TruncDate("dataset__exhibit__seized_at"),
}
TIMES = [
    (title, [(f"{of}-{span.code}", span.label) for span in SPANS])
    for of, title in (("obtained", _("Data obtained")), ("seized", _("Medium seized")))
]


class FraudLinkFilterSet(CaseScopedFilterSet):
    dataset = ReadOnceFilter(
        queryset=cast(Any, visible_datasets),
        method="of_dataset",
        label=_("Data set"),
        empty_label=_("All data sets"),
    )
    judgement = django_filters.ChoiceFilter(
        method="judged",
        choices=FixedChoices([*Judgement.choices, (STANDING, _("Not rejected"))]),
        label=_("Judgement"),
    )
    method = django_filters.ChoiceFilter(
        field_name="report__method",
        choices=FixedChoices(Method.choices),
        label=_("Method"),
    )
    province = django_filters.ChoiceFilter(
        field_name="report__province",
        choices=FixedChoices(Province.choices),
        label=_("Province"),
    )
    sector = django_filters.ChoiceFilter(
        method="of_datasets",
        choices=FixedChoices(SeizedDataset.Sector.choices),
        label=_("Sector of the data"),
    )
    freshness = django_filters.ChoiceFilter(
        method="of_datasets",
        choices=FixedChoices(SeizedDataset.Freshness.choices),
        label=_("Freshness of the data"),
    )
    time = django_filters.ChoiceFilter(
        method="timed", choices=FixedChoices(TIMES), label=_("Time from data to fraud")
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

    def of_dataset(
        self, links: QuerySet[FraudLink], _name: str, dataset: SeizedDataset
    ) -> QuerySet[FraudLink]:
        """Narrow to a data set and name its case too: an index holds each case's links
        in their order."""
        return links.filter(case=dataset.case_id, dataset=dataset)

    def of_datasets(
        self, links: QuerySet[FraudLink], name: str, word: str
    ) -> QuerySet[FraudLink]:
        """Name the data sets by their keys instead of joining with them: the first of
        millions of links are then found in the index's order."""
        found = visible_datasets(self.request).filter(**{name: word})
        return links.filter(dataset__in=list(found.values_list("pk", flat=True)))

    def timed(
        self, links: QuerySet[FraudLink], _name: str, word: str
    ) -> QuerySet[FraudLink]:
        of, _dash, code = word.partition("-")
        (span,) = (span for span in SPANS if span.code == code)
        links = links.alias(
            days=ExpressionWrapper(_DAYS[of], output_field=DurationField())
        )
        if span.first is not None:
            links = links.filter(days__gte=timedelta(span.first))
        if span.last is not None:
            links = links.filter(days__lte=timedelta(span.last))
        return links

    def judged(
        self, links: QuerySet[FraudLink], _name: str, word: str
    ) -> QuerySet[FraudLink]:
        if word == STANDING:
            return links.exclude(judgement=Judgement.REJECTED)
        return links.filter(judgement=word)


def covers(word: str, judgement: str) -> bool:
    """Whether the filter's choice includes links with this judgement."""
    if word == STANDING:
        return judgement != Judgement.REJECTED
    return word in ("", judgement)
