"""A report file's sheets between the reader, the officer and the database.

`ReportImport.layout` holds one object per sheet: what is needed to read it again
(format, sheet, encoding, separator, header_line, columns, hidden) and `fields`,
the report field of each column in order, "" for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self

from cases.common.uploads import open_sealed
from cases.engine.readers import Layout, look_again, look_again_at_all, sniff
from cases.fraud.reading.fields import party_and_kind
from cases.fraud.reading.guessing import guess_fields

_KEPT = ("format", "sheet", "encoding", "separator", "header_line", "hidden")


@dataclass(frozen=True)
class Sheet:
    """One sheet as it will be read, and what its columns hold."""

    layout: Layout
    fields: tuple[str, ...]

    @property
    def is_used(self) -> bool:
        """Whether anything is taken from it: a report needs its number, or at
        least a number by which it can be matched."""
        return "number" in self.fields or any(map(party_and_kind, self.fields))

    @property
    def is_numbered(self) -> bool:
        return "number" in self.fields

    def to_json(self) -> dict[str, Any]:
        kept = {name: getattr(self.layout, name) for name in _KEPT}
        return {
            **kept,
            "columns": list(self.layout.columns),
            "fields": list(self.fields),
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        layout = Layout(
            **{name: content[name] for name in _KEPT}, columns=tuple(content["columns"])
        )
        return cls(layout, tuple(content["fields"]))


def look(original: str, name: str) -> list[Sheet]:
    """Every sheet of a sealed original, its columns guessed.

    Raises UnreadableFile as `readers.sniff` does.
    """
    layouts = sniff(partial(open_sealed, original), name)
    return [Sheet(layout, tuple(guess_fields(layout))) for layout in layouts]


def look_at(original: str, sheet: Sheet, **corrections: Any) -> Sheet:
    """The sheet with its sample, read as stored or as corrected.

    Where a correction leads to other columns they are guessed anew.
    """
    layout = look_again(
        partial(open_sealed, original), replace(sheet.layout, **corrections)
    )
    return _with(sheet, layout)


def look_at_all(original: str, sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets with their samples, read as stored."""
    layouts = look_again_at_all(
        partial(open_sealed, original), [sheet.layout for sheet in sheets]
    )
    return [_with(sheet, layout) for sheet, layout in zip(sheets, layouts, strict=True)]


def _with(sheet: Sheet, layout: Layout) -> Sheet:
    if layout.columns == sheet.layout.columns:
        return replace(sheet, layout=layout)
    return Sheet(layout, tuple(guess_fields(layout)))


def stored(layout: Sequence[dict[str, Any]]) -> list[Sheet]:
    return [Sheet.from_json(content) for content in layout]
