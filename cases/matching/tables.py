"""The lists of this slice."""

from __future__ import annotations

import django_tables2 as tables

from cases.common.tables import BaseTable
from cases.matching.models import FraudLink, MatchRun


class MatchRunTable(BaseTable):
    id = tables.Column()

    class Meta(BaseTable.Meta):
        model = MatchRun
        fields = ["id", "case", "state"]


class FraudLinkTable(BaseTable):
    score = tables.Column()

    class Meta(BaseTable.Meta):
        model = FraudLink
        fields = ["score", "mask", "judgement"]
