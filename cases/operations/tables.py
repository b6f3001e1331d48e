"""The lists of this slice."""

from __future__ import annotations

import django_tables2 as tables

from cases.common.tables import BaseTable
from cases.operations.models import Operation


class OperationTable(BaseTable):
    name = tables.Column()

    class Meta(BaseTable.Meta):
        model = Operation
        fields = ["name", "case", "state"]
