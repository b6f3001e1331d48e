"""What the lists of this slice can be filtered by."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cases.casefiles.filters import CaseScopedFilterSet, search_filter
from cases.suspects.handles import handle_key
from cases.suspects.models import Alias, Suspect


class SuspectFilterSet(CaseScopedFilterSet):
    q = search_filter()

    class Meta:
        model = Suspect
        fields = ["identification", "measure", "position", "province"]

    def search(
        self, queryset: QuerySet[Suspect], _name: str, text: str
    ) -> QuerySet[Suspect]:
        same = Alias.objects.filter(handle_key__contains=handle_key(text))
        known_as = same.values("suspect")
        return queryset.filter(Q(name__icontains=text) | Q(pk__in=known_as))
