"""The lists of this slice."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.common.tables import (
    BadgeColumn,
    BaseTable,
    CaseColumn,
    CountColumn,
    DayColumn,
    MomentColumn,
    badge,
)
from cases.seizures.columns.layouts import SheetItem, mapping_of
from cases.seizures.forms import LABELS
from cases.seizures.models import Exhibit, SavedLayout, SeizedDataset, SeizedFile


class ExhibitTable(BaseTable):
    number = tables.Column(linkify=True)
    name = tables.Column(linkify=True)
    holder = tables.Column(linkify=True, order_by=("holder__name_sort",))
    seized_at = MomentColumn()
    case = CaseColumn()

    class Meta(BaseTable.Meta):
        model = Exhibit
        fields = [
            "number",
            "name",
            "medium",
            "holder",
            "seal_number",
            "seized_at",
            "place",
            "investigators",
            "case",
        ]
        default_columns = [
            "number",
            "name",
            "medium",
            "holder",
            "seal_number",
            "seized_at",
            "place",
            "case",
        ]
        order_by = "number"


class SeizedDatasetTable(BaseTable):
    title = tables.Column(linkify=True, order_by=("title_sort",))
    holder = tables.Column(linkify=True, order_by=("holder__name_sort",))
    exhibit = tables.Column(linkify=True, order_by=("exhibit__number",))
    files = CountColumn(accessor="file_count", verbose_name=_("Files"))
    rows_read = CountColumn()
    rows_stored = CountColumn()
    rows_rejected = CountColumn()
    obtained_on = DayColumn()
    case = CaseColumn()

    class Meta(BaseTable.Meta):
        model = SeizedDataset
        fields = [
            "title",
            "holder",
            "exhibit",
            "info_class",
            "source",
            "sector",
            "freshness",
            "obtained_on",
            "files",
            "rows_read",
            "rows_stored",
            "rows_rejected",
            "case",
        ]
        default_columns = [
            "title",
            "holder",
            "source",
            "sector",
            "files",
            "rows_stored",
            "rows_rejected",
            "case",
        ]
        order_by = "title"


class SeizedFileTable(BaseTable):
    """The files of a data set; counts only of those that are taken in."""

    name = tables.Column(linkify=True, attrs={"td": {"class": "cell-file"}})
    size = CountColumn()
    state = BadgeColumn(attrs={"td": {"class": "cell-state"}})
    rows_read = CountColumn()
    rows_stored = CountColumn()
    rows_rejected = CountColumn()
    empty_text = _("No file yet.")

    class Meta(BaseTable.Meta):
        model = SeizedFile
        fields = ["name", "size", "state", "rows_read", "rows_stored", "rows_rejected"]
        order_by = "name"

    def __init__(self, *args: Any, may_confirm: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_confirm = may_confirm

    def render_name(self, record: SeizedFile) -> Any:
        if not record.is_archive:
            return str(record)
        return format_html("{} {}", record, badge("archive", _("Archive")))

    def value_name(self, record: SeizedFile) -> str:
        return str(record)

    def render_size(self, value: int) -> str:
        return filesizeformat(value)

    def render_state(self, value: Any, record: SeizedFile) -> SafeString:
        shown = badge(record.state, value)
        if record.state == record.State.DRAFT and self.may_confirm:
            label = _("Confirm its columns")
            return format_html(
                '{} <a href="{}">{}</a>', shown, record.get_absolute_url(), label
            )
        if record.state == record.State.RUNNING:
            return format_html(
                '{} <span class="number">{} %</span>', shown, record.percent
            )
        return shown

    def render_rows_read(self, value: int, record: SeizedFile) -> str:
        return _counted(record, value)

    def render_rows_stored(self, value: int, record: SeizedFile) -> str:
        return _counted(record, value)

    def render_rows_rejected(self, value: int, record: SeizedFile) -> str:
        return _counted(record, value)


def _counted(file: SeizedFile, value: int) -> str:
    return f"{value:,}" if file.is_taken_in else "—"


class SavedLayoutTable(BaseTable):
    """Without headers: they come from cases that not all of the unit need see."""

    columns_said = tables.Column(
        accessor="sheets", verbose_name=_("Columns of the file"), orderable=False
    )
    owner = tables.Column(order_by=("owner__name_sort",))
    updated_at = MomentColumn()

    class Meta(BaseTable.Meta):
        model = SavedLayout
        fields = ["name", "columns_said", "owner", "updated_at"]
        order_by = "name"

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer

    def render_name(self, value: str, record: SavedLayout) -> Any:
        if record.owner_id != self.officer.pk:
            return value
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def render_columns_said(self, value: list[SheetItem]) -> str:
        roles = [role for item in value for _place, role in mapping_of(item)]
        return ", ".join(str(LABELS[role]) for role in dict.fromkeys(roles))

    def value_columns_said(self, value: list[SheetItem]) -> str:
        return self.render_columns_said(value)
