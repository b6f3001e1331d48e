"""What the lists of this slice can be filtered by."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet

from cases.casefiles.filters import CaseScopedFilterSet, search_filter
from cases.seizures.models import Exhibit, SavedLayout, SeizedDataset, SeizedFile


class ExhibitFilterSet(CaseScopedFilterSet):
    q = search_filter()

    class Meta:
        model = Exhibit
        fields = ["medium"]

    def search(
        self, queryset: QuerySet[Exhibit], _name: str, text: str
    ) -> QuerySet[Exhibit]:
        return queryset.filter(
            Q(number__icontains=text)
            | Q(name__icontains=text)
            | Q(seal_number__icontains=text)
            | Q(place__icontains=text)
        )


class SeizedDatasetFilterSet(CaseScopedFilterSet):
    q = search_filter()

    class Meta:
        model = SeizedDataset
        fields = ["info_class", "source", "sector"]

    def search(
        self, queryset: QuerySet[SeizedDataset], _name: str, text: str
    ) -> QuerySet[SeizedDataset]:
        in_files = Q(files__name__icontains=text)
        return queryset.filter(Q(title__icontains=text) | in_files).distinct()


class SeizedFileFilterSet(django_filters.FilterSet):
    """Of the files of one data set."""

    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains")

    class Meta:
        model = SeizedFile
        fields = ["state"]


class SavedLayoutFilterSet(django_filters.FilterSet):
    q = search_filter()

    class Meta:
        model = SavedLayout
        fields: list[str] = []

    def search(
        self, queryset: QuerySet[SavedLayout], _name: str, text: str
    ) -> QuerySet[SavedLayout]:
        return queryset.filter(name__icontains=text)
