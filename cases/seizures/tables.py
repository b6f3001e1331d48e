"""The lists of this slice."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from cases.common.tables import BaseTable, CountColumn
from cases.seizures.models import Exhibit, SeizedDataset


class ExhibitTable(BaseTable):
    number = tables.Column(linkify=True)
    name = tables.Column(linkify=True)
    holder = tables.Column(linkify=True, order_by=("holder__name_sort",))
    seized_at = tables.DateTimeColumn(format="Y-m-d H:i")
    case = tables.Column(order_by=("case__number",), linkify=True)

    class Meta(BaseTable.Meta):
        model = Exhibit
        fields = [
            "number",
            "name",
            "medium",
            "holder",
            "seal_number",
            "seized_at",
            "place",
            "investigators",
            "case",
        ]
        default_columns = [
            "number",
            "name",
            "medium",
            "holder",
            "seal_number",
            "seized_at",
            "place",
            "case",
        ]
        order_by = "number"


class SeizedDatasetTable(BaseTable):
    title = tables.Column(linkify=True, order_by=("title_sort",))
    holder = tables.Column(linkify=True, order_by=("holder__name_sort",))
    exhibit = tables.Column(linkify=True, order_by=("exhibit__number",))
    files = CountColumn(accessor="file_count", verbose_name=_("Files"))
    rows_read = CountColumn()
    rows_stored = CountColumn()
    rows_rejected = CountColumn()
    obtained_on = tables.DateColumn(format="Y-m-d")
    case = tables.Column(order_by=("case__number",), linkify=True)

    class Meta(BaseTable.Meta):
        model = SeizedDataset
        fields = [
            "title",
            "holder",
            "exhibit",
            "info_class",
            "source",
            "sector",
            "freshness",
            "obtained_on",
            "files",
            "rows_read",
            "rows_stored",
            "rows_rejected",
            "case",
        ]
        default_columns = [
            "title",
            "holder",
            "source",
            "sector",
            "files",
            "rows_stored",
            "rows_rejected",
            "case",
        ]
        order_by = "title"
