"""The list of cases."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.common.tables import BadgeColumn, BaseTable, DayColumn, MomentColumn


class CaseTable(BaseTable):
    number = tables.Column(linkify=True)
    title = tables.Column(order_by=("title_sort",))
    stage = BadgeColumn()
    standing = BadgeColumn()
    lead_unit = tables.Column(order_by=("lead_unit__name_sort",))
    filed_on = DayColumn()
    updated_at = MomentColumn(verbose_name=_("Changed"))

    class Meta(BaseTable.Meta):
        model = Case
        fields = [
            "number",
            "title",
            "stage",
            "standing",
            "province",
            "lead_unit",
            "offence",
            "filed_on",
            "updated_at",
        ]
        default_columns = [
            "number",
            "title",
            "stage",
            "lead_unit",
            "filed_on",
            "updated_at",
        ]
        order_by = "-updated_at"
