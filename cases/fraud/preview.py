"""What the officer sees of a report file before it is imported, and may correct."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from cases.fraud import import_services as services
from cases.fraud.forms import ColumnsForm
from cases.fraud.models import ReportImport
from cases.fraud.reading.fields import party_and_kind
from cases.fraud.sheets import Sheet, look_at
from cases.seizures.forms import SheetForm
from cases.seizures.masking import mask_cell, mask_digits

_ROWS = 8
_PUBLIC = frozenset(
    {"number", "unit_name", "province", "reported_on", "method", "loss"}
)


@dataclass(frozen=True)
class Column:
    """One column: its select, and its first cells, masked."""

    field: BoundField
    cells: list[str]


class SheetPreview:
    """One sheet with its two forms."""

    def __init__(self, place: int, sheet: Sheet, data: QueryDict | None) -> None:
        self.place = place
        self.sheet = sheet
        item: Any = sheet.to_json()
        self.settings = SheetForm(data, item=item, prefix=f"sheet{place}")
        self.columns_form = ColumnsForm(data, sheet=sheet, prefix=f"columns{place}")

    def columns(self) -> list[Column]:
        sample = self.sheet.layout.sample
        return [
            Column(
                self.columns_form[str(place)],
                [
                    mask_field(field, cell)
                    for cell in sample.get_column(str(place)).head(_ROWS)
                ],
            )
            for place, field in enumerate(self.sheet.fields)
        ]

    def rows(self) -> list[tuple[str, ...]]:
        return list(zip(*(column.cells for column in self.columns()), strict=True))

    def corrected(self, original: str) -> Sheet:
        if not self.settings.is_valid():
            raise ValidationError(_("Check the settings of the sheet."))
        return look_at(original, self.sheet, **self.settings.cleaned_data)

    def confirmed(self) -> Sheet:
        if not self.columns_form.is_valid():
            raise ValidationError(_("Check what the columns hold."))
        return replace(self.sheet, fields=self.columns_form.chosen())


class Preview:
    """All sheets of a draft; `data` is what the officer sent back.

    Raises ValidationError if the sealed original cannot be read any more.
    """

    def __init__(self, row: ReportImport, data: QueryDict | None = None) -> None:
        self.row = row
        self.sheets = [
            SheetPreview(place, sheet, data)
            for place, sheet in enumerate(services.sheets_of(row))
        ]

    def corrected(self, place: str) -> list[Sheet]:
        """The sheets, that at `place` read anew with the settings that were sent."""
        return [
            sheet.corrected(self.row.original)
            if str(sheet.place) == place
            else sheet.confirmed()
            for sheet in self.sheets
        ]

    def confirmed(self) -> list[Sheet]:
        """The sheets with the columns that were sent."""
        return [sheet.confirmed() for sheet in self.sheets]


def mask_field(field: str, cell: str | None) -> str:
    """A cell of a report file as it may be shown."""
    whose = party_and_kind(field)
    if whose is not None:
        return mask_cell(whose[1], cell)
    if field == "victim_name":
        return mask_cell("name", cell)
    if field in _PUBLIC:
        return (cell or "")[:60] if field == "number" else mask_digits(cell or "")
    # Unknown columns and the facts may hold anything.
    return mask_cell("address", mask_digits(cell or ""))
