"""The lists of this slice."""

from __future__ import annotations

import django_tables2 as tables

from cases.common.tables import BaseTable
from cases.fraud.models import FraudReport


class FraudReportTable(BaseTable):
    number = tables.Column()

    class Meta(BaseTable.Meta):
        model = FraudReport
        fields = ["number", "province", "method"]
