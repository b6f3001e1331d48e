"""What the list of exports can be narrowed to."""

from __future__ import annotations

import django_filters

from cases.casefiles.filters import CaseScopedFilterSet
from cases.exports.models import Decision, Export


class ExportFilterSet(CaseScopedFilterSet):
    decision = django_filters.ChoiceFilter(choices=Decision.choices)

    class Meta:
        model = Export
        fields = ["state"]
