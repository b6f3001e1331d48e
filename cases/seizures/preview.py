"""What the officer sees of a file before it is taken in, and may correct."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.common.uploads import open_sealed
from cases.engine.readers import Layout, extension_lies, look_again_at_all
from cases.seizures import services
from cases.seizures.forms import ColumnsForm, SheetForm
from cases.seizures.layouts import SheetItem, layout_of
from cases.seizures.masking import mask_cell
from cases.seizures.models import SeizedFile

_ROWS = 8


@dataclass(frozen=True)
class Column:
    """One column: its select, how sure the guess is, and its first cells, masked."""

    field: BoundField
    confidence: int
    cells: list[str]


class SheetPreview:
    """One sheet with its two forms."""

    def __init__(
        self, place: int, item: SheetItem, sample: Layout, data: QueryDict | None
    ) -> None:
        self.place = place
        self.item = item
        self.settings = SheetForm(data, item=item, prefix=f"sheet{place}")
        self.columns_form = ColumnsForm(data, item=item, prefix=f"columns{place}")
        self._sample = sample.sample

    @property
    def is_changed(self) -> bool:
        """Whether other settings were sent than those the columns are shown under."""
        shown: dict[str, Any] = {**self.item}
        return not self.settings.is_valid() or any(
            shown[name] != value for name, value in self.settings.cleaned_data.items()
        )

    def columns(self) -> Iterator[Column]:
        for place, confidence in enumerate(self.item["confidence"]):
            role = self.item["mapping"].get(str(place), "")
            cells = (
                self._sample.get_column(str(place)).head(_ROWS).to_list()
                if str(place) in self._sample.columns
                else []
            )
            yield Column(
                self.columns_form[str(place)],
                round(confidence * 100),
                [mask_cell(role, cell) for cell in cells],
            )

    def rows(self) -> list[tuple[str, ...]]:
        return list(zip(*(column.cells for column in self.columns()), strict=True))


class Preview:
    """All sheets of a draft; `data` is what the officer sent back."""

    def __init__(self, file: SeizedFile, data: QueryDict | None = None) -> None:
        self.file = file
        samples = look_again_at_all(
            lambda: open_sealed(file.original),
            [layout_of(item) for item in file.layouts],
        )
        self.sheets = [
            SheetPreview(place, item, sample, data)
            for place, (item, sample) in enumerate(
                zip(file.layouts, samples, strict=True)
            )
        ]
        self.extension_lies = any(
            extension_lies(file.name, sheet.item["format"]) for sheet in self.sheets
        )

    def look_again(self, officer: Officer, place: str) -> None:
        """Read a sheet anew with the settings that were sent."""
        chosen = [sheet for sheet in self.sheets if str(sheet.place) == place]
        if not chosen or not chosen[0].settings.is_valid():
            raise ValidationError(_("Check the settings of the sheet."))
        changes: dict[str, Any] = chosen[0].settings.cleaned_data
        services.correct_sheet(
            officer=officer, file=self.file, place=chosen[0].place, **changes
        )

    def confirmed(self) -> list[SheetItem]:
        """The sheets with the columns that were sent.

        Raises ValidationError where a sheet's settings were changed too: the columns
        were then said of what the officer no longer wants to see.
        """
        items: list[SheetItem] = []
        for sheet in self.sheets:
            if sheet.is_changed:
                raise ValidationError(
                    _(
                        "You changed how a sheet is read. Press “Look again”, then"
                        " check its columns."
                    )
                )
            if not sheet.columns_form.is_valid():
                raise ValidationError(_("Check what the columns hold."))
            mapping = sheet.columns_form.mapping()
            items.append({**sheet.item, "mapping": mapping})
        return items
