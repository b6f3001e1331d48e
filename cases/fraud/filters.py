"""What the lists of this slice can be filtered by."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.common.forms import DateInput
from cases.fraud.models import FraudReport, ReportIdentifier, ReportImport

# No sum is as long as a telephone number, which must not get into an address.
_YUAN: Any = {"min_value": 0, "max_value": 9_999_999_999}
_PART = {"type": "search", "placeholder": _("Part of it")}


class FraudReportFilterSet(django_filters.FilterSet):
    number = django_filters.CharFilter(
        lookup_expr="icontains",
        label=_("Report no."),
        widget=forms.TextInput(attrs=_PART),
    )
    since = django_filters.DateFilter(
        field_name="reported_on",
        lookup_expr="gte",
        label=_("Reported from"),
        widget=DateInput(),
    )
    until = django_filters.DateFilter(
        field_name="reported_on",
        lookup_expr="lte",
        label=_("Reported until"),
        widget=DateInput(),
    )
    loss_from = django_filters.NumberFilter(
        field_name="loss", lookup_expr="gte", label=_("Loss from"), **_YUAN
    )
    loss_to = django_filters.NumberFilter(
        field_name="loss", lookup_expr="lte", label=_("Loss to"), **_YUAN
    )
    numbers = django_filters.ChoiceFilter(
        method="with_numbers",
        label=_("Victim's numbers"),
        choices=[("yes", _("Known")), ("no", _("None"))],
    )

    class Meta:
        model = FraudReport
        fields = ["number", "province", "method"]

    def with_numbers(
        self, queryset: QuerySet[FraudReport], _name: str, value: str
    ) -> QuerySet[FraudReport]:
        party = ReportIdentifier.Party.VICTIM
        known = ReportIdentifier.objects.filter(report=OuterRef("pk"), party=party)
        has: Any = Exists(known)
        return queryset.filter(has if value == "yes" else ~has)


class ReportImportFilterSet(django_filters.FilterSet):
    class Meta:
        model = ReportImport
        fields = ["state"]
