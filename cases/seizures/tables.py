"""The lists of this slice."""

from __future__ import annotations

import django_tables2 as tables

from cases.common.tables import BaseTable
from cases.seizures.models import Exhibit, SeizedDataset


class ExhibitTable(BaseTable):
    number = tables.Column()

    class Meta(BaseTable.Meta):
        model = Exhibit
        fields = ["number", "name", "case"]


class SeizedDatasetTable(BaseTable):
    title = tables.Column()

    class Meta(BaseTable.Meta):
        model = SeizedDataset
        fields = ["title", "case"]
