"""Seized cells as they may be shown: enough to recognise a value, not enough to use
it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cases.engine.identifiers import KINDS
from cases.engine.identifiers.masking import mask_text
from cases.engine.records import Record

_SHOWN_OF_ADDRESS = 6
_HIDDEN = "＊"


@dataclass(frozen=True)
class Cell:
    """One masked cell: the column's header, its kind or role, and the text."""

    header: str
    role: str
    text: str


def masked_record(record: Record) -> list[Cell]:
    return [
        Cell(header, role, mask_cell(role, value))
        for place, (header, value) in enumerate(
            zip(record.columns, record.values, strict=True)
        )
        for role in [record.mapping.get(place, "")]
    ]


def mask_cell(role: str, value: str | None) -> str:
    text = (value or "").strip()
    if not text:
        return ""
    if role in KINDS:
        return _mask_identifiers(role, text)
    if role == "time":
        return mask_digits(text)
    if role == "address":
        return text[:_SHOWN_OF_ADDRESS] + ("…" if len(text) > _SHOWN_OF_ADDRESS else "")
    if any(character.isalpha() for character in text):
        return mask_name(text)
    return mask_digits(text)


def mask_name(text: str) -> str:
    """The first character, and how many follow (four at most)."""
    return text[:1] + _HIDDEN * max(0, min(len(text) - 1, 4))


def mask_digits(text: str) -> str:
    """Every run of seven and more digits has its middle hidden."""
    return str(mask_text(pl.Series("text", [text])).item())


def _mask_identifiers(kind: str, text: str) -> str:
    """Mask each value as its kind prescribes; text that is no value of the kind, by its
    digits."""
    found = [
        KINDS[kind].mask(reading.value)
        for reading in KINDS[kind].read_one(text)
        if reading.value
    ]
    return " / ".join(found) or mask_name(mask_digits(text))
