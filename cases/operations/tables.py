"""The lists of this slice."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from cases.common.tables import (
    BadgeColumn,
    BaseTable,
    CaseColumn,
    CountColumn,
    MomentColumn,
)
from cases.operations.models import Operation

# On a phone the table scrolls instead of breaking names letter by letter.
_WIDE = {"td": {"class": "cell-wide"}}


class OperationTable(BaseTable):
    name = tables.Column(linkify=True, attrs=_WIDE)
    state = BadgeColumn()
    go_time = MomentColumn()
    teams = CountColumn(accessor="team_count", verbose_name=_("Teams"))
    targets = CountColumn(accessor="target_count", verbose_name=_("Targets"))
    held = CountColumn(accessor="held_count", verbose_name=_("Held"))
    case = CaseColumn()

    class Meta(BaseTable.Meta):
        model = Operation
        fields = ["name", "state", "go_time", "teams", "targets", "held", "case"]
        order_by = "-go_time"
