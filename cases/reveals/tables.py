"""The list of reveals."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.apps import apps

from cases.common.tables import BaseTable, MomentColumn
from cases.reveals.models import Reveal


class RevealTable(BaseTable):
    at = MomentColumn(format="Y-m-d H:i:s")
    officer = tables.Column(order_by=("officer__name_sort",))
    object_type = tables.Column()
    case = tables.Column(accessor="case__number", order_by=("case__number",))

    def render_object_type(self, value: str) -> Any:
        return apps.get_model("cases", value)._meta.verbose_name

    class Meta(BaseTable.Meta):
        model = Reveal
        fields = ["at", "officer", "object_type", "record", "case", "reason", "words"]
