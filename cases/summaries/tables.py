"""The lists of this slice."""

from __future__ import annotations

import django_tables2 as tables

from cases.common.tables import BaseTable
from cases.summaries.models import Summary


class SummaryTable(BaseTable):
    number = tables.Column()

    class Meta(BaseTable.Meta):
        model = Summary
        fields = ["number", "case", "state"]
