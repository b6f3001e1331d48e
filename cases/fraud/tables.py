"""The lists of this slice."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cases.common.tables import (
    BadgeColumn,
    BaseTable,
    CountColumn,
    DayColumn,
    MomentColumn,
)
from cases.fraud.models import FraudReport, ReportIdentifier, ReportImport


class NumbersColumn(tables.Column):
    """The masked numbers of one party; the report's are fetched with the page."""

    def __init__(self, party: str, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "number"}})
        super().__init__(
            accessor="identifiers", orderable=False, empty_values=(), **kwargs
        )
        self.party = party

    def render(self, record: FraudReport) -> str:
        return ", ".join(
            identifier.mask
            for identifier in record.identifiers.all()
            if identifier.party == self.party
        )

    def value(self, record: FraudReport) -> str:
        return self.render(record)


class FraudReportTable(BaseTable):
    number = tables.Column(linkify=True)
    reported_on = DayColumn()
    method = tables.Column()
    loss = CountColumn()
    victim = tables.Column(
        accessor="masked_victim", orderable=False, verbose_name=_("Victim")
    )
    victims_numbers = NumbersColumn(
        ReportIdentifier.Party.VICTIM, verbose_name=_("Victim's numbers")
    )
    fraudsters_numbers = NumbersColumn(
        ReportIdentifier.Party.CALLER, verbose_name=_("Fraudster's numbers")
    )
    imported_from = tables.Column(linkify=True, verbose_name=_("Imported from"))

    class Meta(BaseTable.Meta):
        model = FraudReport
        fields = [
            "number",
            "reported_on",
            "province",
            "unit_name",
            "method",
            "loss",
            "victim",
            "victims_numbers",
            "fraudsters_numbers",
            "imported_from",
        ]
        default_columns = [
            "number",
            "reported_on",
            "province",
            "method",
            "loss",
            "victim",
            "victims_numbers",
        ]

    def order_reported_on(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        return _along_the_index(queryset, "reported_on", is_descending)

    def order_loss(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        return _along_the_index(queryset, "loss", is_descending)


def _along_the_index(queryset: Any, name: str, is_descending: bool) -> tuple[Any, bool]:
    """The index's own order, in which nulls come last, or exactly its reverse."""
    if is_descending:
        return queryset.order_by(F(name).desc(nulls_last=True), "-pk"), True
    return queryset.order_by(F(name).asc(nulls_first=True), "pk"), True


class ReportImportTable(BaseTable):
    name = tables.Column(linkify=True)
    state = BadgeColumn()
    read = CountColumn()
    created = CountColumn(verbose_name=_("New reports"))
    updated = CountColumn(verbose_name=_("Known already"))
    rejected = CountColumn(
        accessor="rejected_total", orderable=False, verbose_name=_("Rows rejected")
    )
    requested_by = tables.Column(order_by=("requested_by__name_sort",))
    created_at = MomentColumn(verbose_name=_("Uploaded"))

    class Meta(BaseTable.Meta):
        model = ReportImport
        fields = [
            "name",
            "state",
            "read",
            "created",
            "updated",
            "rejected",
            "requested_by",
            "created_at",
        ]
        order_by = "-created_at"
