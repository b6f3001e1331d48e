"""The pairs of data sets, as a table: what the drawing shows, in figures."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from cases.common.tables import BadgeColumn, BaseTable, CountColumn
from cases.lineage.models import Pair
from cases.lineage.wording import percent

_FIGURE = {"td": {"class": "text-end"}, "th": {"class": "text-end"}}


class PairTable(BaseTable):
    """The earlier data set stands first where that can be told."""

    pair = tables.Column(
        empty_values=(),
        linkify=lambda record: record.get_absolute_url(),
        orderable=False,
        verbose_name=_("Data sets, the earlier one first"),
        attrs={"td": {"class": "cell-wide"}},
    )
    direction = tables.Column(accessor="is_told", verbose_name=_("Direction"))
    shared_total = CountColumn(verbose_name=_("Shared"))
    share = tables.Column(
        accessor="share_of_earlier",
        order_by=("share",),
        verbose_name=_("Of the first"),
        attrs=_FIGURE,
    )
    share_of_later = tables.Column(
        orderable=False, verbose_name=_("Of the second"), attrs=_FIGURE
    )
    only_earlier = CountColumn(orderable=False, verbose_name=_("Only in the first"))
    only_later = CountColumn(orderable=False, verbose_name=_("Only in the second"))
    judgement = BadgeColumn()

    class Meta(BaseTable.Meta):
        model = Pair
        fields = [
            "pair",
            "direction",
            "shared_total",
            "share",
            "share_of_later",
            "only_earlier",
            "only_later",
            "judgement",
        ]
        order_by = "-share"
        empty_text = _("No two data sets share an identifier.")

    def render_pair(self, record: Pair) -> str:
        return str(record)

    def render_direction(self, record: Pair) -> Any:
        told = _("The first was earlier")
        return told if record.is_told else record.get_direction_display()

    def order_direction(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        sign = "-" if is_descending else ""
        return queryset.order_by(f"{sign}direction", "-share"), True

    def render_share(self, value: float) -> str:
        return percent(value)

    def render_share_of_later(self, value: float) -> str:
        return percent(value)
