"""What the lists of this slice can be filtered by."""

from __future__ import annotations

from cases.casefiles.filters import CaseScopedFilterSet
from cases.operations.models import Operation


class OperationFilterSet(CaseScopedFilterSet):
    class Meta:
        model = Operation
        fields = ["state"]
