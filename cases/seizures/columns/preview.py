"""What the officer sees of a file before it is taken in, and may correct."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.common.uploads import open_sealed
from cases.engine.readers import extension_lies
from cases.seizures import services
from cases.seizures.columns import layouts, saved_layouts
from cases.seizures.columns.layouts import SheetItem
from cases.seizures.forms import ColumnsForm, SheetForm
from cases.seizures.masking import mask_cell
from cases.seizures.models import Rereading, SavedLayout, SeizedFile


@dataclass(frozen=True)
class Column:
    """One column: its select, how sure the guess is, and its first cells, masked.

    origin: "guess", "saved" (a saved mapping said so) or "officer".
    """

    field: BoundField
    confidence: int
    origin: str
    cells: list[str]


class SheetPreview:
    """One sheet with its two forms."""

    def __init__(
        self,
        place: int,
        item: SheetItem,
        data: QueryDict | None = None,
        *,
        saved: bool = False,
    ) -> None:
        self.place = place
        self.item = item
        self.saved = saved
        self.settings = SheetForm(data, item=item, prefix=f"sheet{place}")
        self.columns_form = ColumnsForm(data, item=item, prefix=f"columns{place}")

    @property
    def is_changed(self) -> bool:
        """Whether other settings were sent than those the columns are shown under."""
        shown: dict[str, Any] = {**self.item}
        return not self.settings.is_valid() or any(
            shown[name] != value for name, value in self.settings.cleaned_data.items()
        )

    @cached_property
    def columns(self) -> list[Column]:
        return list(self._columns())

    def _columns(self) -> Iterator[Column]:
        guessed = self.item.get("guessed", self.item["mapping"])
        cells = self.item["sample"]
        for place, confidence in enumerate(self.item["confidence"]):
            field = self.columns_form[str(place)]
            said = field.value() or ""
            role = self.item["mapping"].get(str(place), "")
            yield Column(
                field,
                round(confidence * 100),
                self._origin(said, role, guessed.get(str(place), "")),
                [mask_cell(role, cell) for cell in cells[place]],
            )

    def _origin(self, said: str, role: str, guessed: str) -> str:
        if said == guessed:
            return "guess"
        return "saved" if self.saved and said == role else "officer"

    @property
    def recognised(self) -> int:
        return sum(bool(column.field.value()) for column in self.columns)


class Preview:
    """All sheets of a file that is not taken in yet; `data` is what the browser sent
    back, `saved` a saved mapping to begin with."""

    def __init__(
        self,
        file: SeizedFile | Rereading,
        data: QueryDict | None = None,
        saved: SavedLayout | None = None,
    ) -> None:
        self.file = file
        self.saved = saved
        items = saved_layouts.applied(saved, file.layouts) if saved else file.layouts
        self.sheets = [
            SheetPreview(place, item, data, saved=saved is not None)
            for place, item in enumerate(
                layouts.with_samples(lambda: open_sealed(file.original), items)
            )
        ]
        self.extension_lies = any(
            extension_lies(file.name, sheet.item["format"]) for sheet in self.sheets
        )

    def sheet(self, place: str) -> SheetPreview:
        """Raises ValidationError where there is none."""
        for sheet in self.sheets:
            if str(sheet.place) == place:
                return sheet
        raise ValidationError(_("Check the settings of the sheet."))

    def look_again(self, officer: Officer, place: str) -> SheetPreview:
        """A sheet read anew with the settings that were sent.

        Raises ValidationError where they make no sense.
        """
        sheet = self.sheet(place)
        if not sheet.settings.is_valid():
            raise ValidationError(_("Check the settings of the sheet."))
        changes: dict[str, Any] = sheet.settings.cleaned_data
        file = services.correct_sheet(
            officer=officer,
            file=self.file,
            place=sheet.place,
            chosen=[sheet.columns_form.chosen() for sheet in self.sheets],
            **changes,
        )
        return SheetPreview(sheet.place, file.layouts[sheet.place])

    def confirmed(self) -> list[SheetItem]:
        """The sheets with the columns that were sent.

        Raises ValidationError where a sheet's settings were changed too: the columns
        were then chosen for a sheet read in a way that the officer no longer wants.
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
