"""The list of exports."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.common.tables import BaseTable, CountColumn, MomentColumn, badge
from cases.exports.models import Export


class ExportTable(BaseTable):
    number = tables.Column(accessor="pk", linkify=True, verbose_name=_("No."))
    title = tables.Column(linkify=True)
    status = tables.Column(orderable=False, verbose_name=_("state"))
    case = tables.Column(accessor="case__number", order_by=("case__number",))
    rows = CountColumn()
    requested_by = tables.Column(order_by=("requested_by__name_sort",))
    created_at = MomentColumn()
    downloads = CountColumn(accessor="fetched", verbose_name=_("Downloads"))

    def render_status(self, record: Export) -> SafeString:
        return badge(*record.status)

    def value_status(self, record: Export) -> Any:
        return record.status[1]

    class Meta(BaseTable.Meta):
        model = Export
        fields = [
            "number",
            "title",
            "status",
            "case",
            "rows",
            "purpose",
            "receiver",
            "requested_by",
            "created_at",
            "decided_by",
            "expires_at",
            "downloads",
        ]
        default_columns = [
            "number",
            "title",
            "status",
            "case",
            "rows",
            "receiver",
            "requested_by",
            "created_at",
            "downloads",
        ]
        order_by = "-number"
