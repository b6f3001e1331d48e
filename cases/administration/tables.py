"""The lists of officers, units and refused sign-ins."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer, Unit
from cases.audit.models import Entry
from cases.common.tables import BaseTable, CountColumn, MomentColumn, badge


def address_of(record: Officer) -> str:
    return reverse("cases:officer_detail", args=[record.pk])


class OfficerTable(BaseTable):
    name = tables.Column(order_by=("name_sort",), linkify=address_of)
    unit = tables.Column(order_by=("unit__name_sort",))
    is_active = tables.Column(verbose_name=_("Account"))
    created_at = MomentColumn()

    class Meta(BaseTable.Meta):
        model = Officer
        fields = [
            "name",
            "badge",
            "username",
            "unit",
            "duty",
            "is_active",
            "created_at",
        ]
        default_columns = ["name", "badge", "username", "unit", "duty", "is_active"]
        order_by = "name"

    def render_is_active(self, value: bool, record: Officer) -> SafeString:
        if not value:
            return badge("refused", gettext("Deactivated"))
        if record.one_time_until is not None:
            return badge("waiting", gettext("Not signed in yet"))
        return badge("done", gettext("Active"))

    def value_is_active(self, value: bool) -> str:
        return gettext("Active") if value else gettext("Deactivated")


class UnitTable(BaseTable):
    name = tables.Column(order_by=("name_sort",))
    parent = tables.Column(order_by=("parent__name_sort",))
    officer_count = CountColumn(verbose_name=_("Officers"))

    class Meta(BaseTable.Meta):
        model = Unit
        fields = ["name", "kind", "province", "parent", "officer_count"]
        order_by = "name"


class FailureTable(BaseTable):
    """`officers`: by their keys, those whose names were typed."""

    at = MomentColumn(format="Y-m-d H:i:s")
    object_id = tables.Column(
        verbose_name=_("Officer"), orderable=False, empty_values=()
    )

    class Meta(BaseTable.Meta):
        model = Entry
        fields = ["at", "object_id", "address"]
        order_by = "-at"

    def __init__(
        self, *args: Any, officers: dict[int, Officer] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._officers = officers or {}

    def render_object_id(self, value: int | None) -> str | SafeString:
        officer = self._officers.get(value or 0)
        if officer is None:
            return gettext("a name that nobody has")
        return format_html('<a href="{}">{}</a>', address_of(officer), officer)

    def value_object_id(self, value: int | None) -> str:
        return str(self._officers.get(value or 0, ""))
