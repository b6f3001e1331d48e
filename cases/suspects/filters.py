"""What the lists of this slice can be filtered by."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cases.casefiles.filters import CaseScopedFilterSet, search_filter
from cases.suspects.models import Alias, Suspect


class SuspectFilterSet(CaseScopedFilterSet):
    q = search_filter()

    class Meta:
        model = Suspect
        fields = ["identification", "measure", "position", "province"]

    def search(
        self, queryset: QuerySet[Suspect], _name: str, text: str
    ) -> QuerySet[Suspect]:
        known_as = Alias.objects.filter(handle__icontains=text).values("suspect")
        return queryset.filter(Q(name__icontains=text) | Q(pk__in=known_as))
