"""What the lists of this slice can be filtered by."""

from __future__ import annotations

from cases.casefiles.filters import CaseScopedFilterSet
from cases.matching.models import FraudLink, MatchRun


class MatchRunFilterSet(CaseScopedFilterSet):
    class Meta:
        model = MatchRun
        fields = ["state"]


class FraudLinkFilterSet(CaseScopedFilterSet):
    class Meta:
        model = FraudLink
        fields = ["judgement", "kind"]
