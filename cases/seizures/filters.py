"""What the lists of this slice can be filtered by."""

from __future__ import annotations

from cases.casefiles.filters import CaseScopedFilterSet
from cases.seizures.models import Exhibit, SeizedDataset


class ExhibitFilterSet(CaseScopedFilterSet):
    class Meta:
        model = Exhibit
        fields = ["medium"]


class SeizedDatasetFilterSet(CaseScopedFilterSet):
    class Meta:
        model = SeizedDataset
        fields = ["source", "sector"]
