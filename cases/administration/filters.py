"""Filters of the lists of officers, units and refused sign-ins."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer, Unit
from cases.audit.models import Entry
from cases.casefiles.filters import search_filter


class OfficerFilterSet(django_filters.FilterSet):
    q = search_filter()
    is_active = django_filters.ChoiceFilter(
        choices=[("True", _("Active")), ("False", _("Deactivated"))],
        label=_("Account"),
    )

    class Meta:
        model = Officer
        fields = ["unit", "duty", "is_active"]

    def search(
        self, queryset: QuerySet[Officer], _name: str, text: str
    ) -> QuerySet[Officer]:
        return queryset.filter(
            Q(name__icontains=text) | Q(username__icontains=text) | Q(badge=text)
        )


class UnitFilterSet(django_filters.FilterSet):
    q = search_filter()

    class Meta:
        model = Unit
        fields = ["kind", "province"]

    def search(self, queryset: QuerySet[Unit], _name: str, text: str) -> QuerySet[Unit]:
        return queryset.filter(name__icontains=text)


class FailureFilterSet(django_filters.FilterSet):
    officer = django_filters.ModelChoiceFilter(
        method="of_officer", queryset=Officer.objects.all(), label=_("Officer")
    )

    class Meta:
        model = Entry
        fields = ["address"]

    def of_officer(
        self, queryset: QuerySet[Entry], _name: str, officer: Officer
    ) -> QuerySet[Entry]:
        return queryset.filter(object_type="officer", object_id=officer.pk)
