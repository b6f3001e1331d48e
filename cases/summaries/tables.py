"""The lists of this slice."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from cases.common.tables import BadgeColumn, BaseTable, CountColumn, MomentColumn
from cases.summaries.models import Summary


class SummaryTable(BaseTable):
    number = tables.Column(
        linkify=True,
        accessor="document_number",
        verbose_name=_("Document"),
        order_by=("case__number", "number"),
    )
    case = tables.Column(
        accessor="case__title",
        linkify=lambda record: record.case.get_absolute_url(),
        order_by=("case__title_sort",),
    )
    state = BadgeColumn()
    as_of = MomentColumn()
    pages = CountColumn()
    requested_by = tables.Column(order_by=("requested_by__name_sort",))
    sha256 = tables.Column()

    class Meta(BaseTable.Meta):
        model = Summary
        fields = [
            "number",
            "case",
            "language",
            "volume",
            "state",
            "as_of",
            "pages",
            "requested_by",
            "sha256",
        ]
        default_columns = [
            "number",
            "case",
            "language",
            "volume",
            "state",
            "as_of",
            "pages",
            "requested_by",
        ]
        order_by = "-as_of"
