"""The pointers of the cases that an officer leads."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.common.tables import BaseTable, badge
from cases.deconfliction.sides import Contact, Side


class PointerTable(BaseTable):
    number = tables.Column(
        accessor="pointer",
        orderable=False,
        linkify=lambda record: record.pointer.get_absolute_url(),
        verbose_name=gettext_lazy("Number"),
        attrs={"a": {"class": "number text-nowrap"}},
    )
    kind = tables.Column(
        accessor="pointer__get_kind_display",
        orderable=False,
        verbose_name=gettext_lazy("Kind"),
    )
    mine = tables.Column(
        accessor="mine__number",
        orderable=False,
        linkify=lambda record: record.mine.get_absolute_url(),
        verbose_name=gettext_lazy("Your case"),
    )
    contact = tables.Column(
        orderable=False, verbose_name=gettext_lazy("Whom to contact")
    )
    created_at = tables.DateTimeColumn(
        accessor="pointer__created_at",
        orderable=False,
        format="Y-m-d H:i",
        verbose_name=gettext_lazy("Made"),
        attrs={"td": {"class": "text-nowrap"}},
    )
    last = tables.Column(
        empty_values=(), orderable=False, verbose_name=gettext_lazy("You say")
    )
    their_last = tables.Column(
        empty_values=(), orderable=False, verbose_name=gettext_lazy("They say")
    )

    class Meta(BaseTable.Meta):
        empty_text = gettext_lazy(
            "No other case has a handle or a number of your suspects."
        )

    def render_contact(self, value: Contact) -> str:
        names = ", ".join(name for name, _reach in value.leads)
        return f"{value.unit} · {names}" if names else value.unit

    def render_last(self, record: Side) -> Any:
        if record.last is None:
            return badge("waiting", _("Open"))
        return record.last.get_outcome_display()

    def render_their_last(self, record: Side) -> Any:
        return record.their_last.get_outcome_display() if record.their_last else "—"
