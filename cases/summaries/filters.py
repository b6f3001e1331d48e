"""What the lists of this slice can be filtered by."""

from __future__ import annotations

from cases.casefiles.filters import CaseScopedFilterSet
from cases.summaries.models import Summary


class SummaryFilterSet(CaseScopedFilterSet):
    class Meta:
        model = Summary
        fields = ["state", "language", "volume"]
