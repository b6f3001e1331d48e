"""What the lists of this slice can be filtered by."""

from __future__ import annotations

from cases.casefiles.filters import CaseScopedFilterSet
from cases.suspects.models import Suspect


class SuspectFilterSet(CaseScopedFilterSet):
    class Meta:
        model = Suspect
        fields = ["identification"]
