"""The lists of this slice."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.common.tables import BadgeColumn, BaseTable
from cases.suspects.models import Suspect


class SuspectTable(BaseTable):
    # By the case's key and not by its own order: the index on both columns serves that.
    number = tables.Column(linkify=True, order_by=("case_id", "number"))
    name = tables.Column(linkify=True, empty_values=(), verbose_name=_("Name"))
    aliases = tables.Column(
        accessor="handles", orderable=False, verbose_name=_("Aliases")
    )
    identification = BadgeColumn()
    measure = BadgeColumn()
    case = tables.Column(
        accessor="case__number",
        order_by=("case__number",),
        linkify=lambda record: record.case.get_absolute_url(),
    )

    class Meta(BaseTable.Meta):
        model = Suspect
        fields = [
            "number",
            "name",
            "aliases",
            "identification",
            "measure",
            "position",
            "province",
            "birth_year",
            "case",
        ]
        default_columns = [name for name in fields if name != "birth_year"]
        order_by = "number"

    def render_name(self, record: Suspect) -> str:
        """Without the handles, which have a column of their own."""
        return str(record)

    def order_name(
        self, queryset: QuerySet[Suspect], is_descending: bool
    ) -> tuple[QuerySet[Suspect], bool]:
        """By pinyin; those without a name come last either way."""
        sign: Any = "-" if is_descending else ""
        nameless = Q(name="")
        ordered = queryset.alias(nameless=nameless).order_by(
            "nameless", f"{sign}name_sort", "case_id", "number"
        )
        return ordered, True
