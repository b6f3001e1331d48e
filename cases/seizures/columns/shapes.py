"""What makes two files alike: the same sheets with the same columns.

A sheet's shape is its format and its headers. Where it has no header, what its
columns were guessed to hold stands in for it: two files without headers and with as
many columns need not hold the same in the same order. Encoding, separator and the
header's line are no part of it; each file is read in its own way.
"""

from __future__ import annotations

import json
import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from cases.common.sealing import fingerprint
from cases.engine.errors import EngineError
from cases.engine.readers import Opener
from cases.seizures.columns import layouts
from cases.seizures.columns.layouts import SETTINGS, SheetItem

Shape = list[Any]


def sheet_shape(item: SheetItem) -> Shape:
    columns = range(len(item["columns"]))
    if item["header_line"]:
        return [item["format"], [_normal(item["columns"][place]) for place in columns]]
    guessed = item.get("guessed", item["mapping"])
    return [item["format"], None, [guessed.get(str(place), "") for place in columns]]


def _normal(header: str) -> str:
    return "".join(unicodedata.normalize("NFKC", header).split()).casefold()


def shape_of(items: Sequence[SheetItem]) -> uuid.UUID:
    """A keyed digest to group by: headers may be personal data."""
    shapes = [sheet_shape(item) for item in items]
    return fingerprint(json.dumps(shapes, ensure_ascii=False))


def like(
    opener: Opener, items: Sequence[SheetItem], confirmed: Sequence[SheetItem]
) -> list[SheetItem] | None:
    """The sheets of a file, read as those of a file like it were confirmed; None if
    they turn out to differ.

    A correction of how the confirmed sheet is read is tried on this one too, unless
    somebody has already corrected this one otherwise.
    """
    if len(items) != len(confirmed):
        return None
    fitted = [
        _fitted(opener, item, pattern)
        for item, pattern in zip(items, confirmed, strict=True)
    ]
    known = [item for item in fitted if item is not None]
    return known if len(known) == len(items) else None


def _fitted(opener: Opener, item: SheetItem, pattern: SheetItem) -> SheetItem | None:
    wanted = sheet_shape(pattern)
    changes = _corrections(pattern)
    if sheet_shape(item) != wanted and changes and not _corrections(item):
        try:
            item = layouts.corrected(opener, item, {}, **changes)
        except (EngineError, ValidationError):
            return None
    if sheet_shape(item) != wanted:
        return None
    return layouts.with_mapping(item, pattern["mapping"])


def _corrections(item: SheetItem) -> dict[str, Any]:
    """The settings in which the sheet is read differently from how it was found."""
    now: Mapping[str, Any] = {**item}
    found = item.get("found", now)
    return {name: now[name] for name in SETTINGS if now[name] != found[name]}
