"""Files of every format as batches of strings with their line numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from cases.engine.readers import (
    delimited,
    json_text,
    sql_dump,
    text_layout,
    vcard,
    web_page,
    workbook,
)
from cases.engine.readers.base import Batch, Format, Layout, Opener
from cases.engine.readers.beginning import beginning
from cases.engine.readers.content import TEXT, recognise

__all__ = [
    "FORMATS",
    "SUFFIXES",
    "Batch",
    "Format",
    "Layout",
    "Opener",
    "extension_lies",
    "look_again",
    "look_again_at_all",
    "read",
    "settings",
    "sniff",
]

# Of the formats of text, the first that recognises a text reads it.
_TEXTS = (
    *web_page.FORMATS,
    json_text.LINES,
    json_text.DOCUMENT,
    sql_dump.FORMAT,
    vcard.FORMAT,
    text_layout.FORMAT,
)
FORMATS = {each.key: each for each in (*_TEXTS, *workbook.FORMATS)}

# What an upload form offers to choose from.
SUFFIXES = tuple(suffix for each in FORMATS.values() for suffix in each.suffixes)


def sniff(opener: Opener, name: str) -> list[Layout]:
    """How each sheet of the file (a text has one) is to be read.

    Raises UnreadableFile with the code `empty_file`, `binary_file`,
    `password_protected`, `damaged_workbook`, `empty_workbook`,
    `workbook_too_large`, `web_archive`, `page_too_large`,
    `unsupported_format` or `no_records`.
    """
    key = recognise(opener, name)
    if key == TEXT:
        text = beginning(opener).text
        key = next(each.key for each in _TEXTS if each.recognises(text))
    return FORMATS[key].sniff(opener, name)


def look_again(opener: Opener, layout: Layout) -> Layout:
    """The layout with its columns and sample, after somebody has corrected one of
    the format's settings.

    A header line that holds nothing is none: `header_line` is then 0.
    """
    return look_again_at_all(opener, [layout])[0]


def look_again_at_all(opener: Opener, layouts: Sequence[Layout]) -> list[Layout]:
    """The same for all sheets of a file, which is opened once where it can be."""
    if not layouts:
        return []
    return FORMATS[layouts[0].format].look_again(opener, layouts)


def read(
    opener: Opener, layout: Layout, *, batch_bytes: int = delimited.BATCH_BYTES
) -> Iterator[Batch]:
    """Every row of the sheet: in `rows`, in `rejected`, or counted in `blank`.

    Only the header line itself is in none of them.
    """
    return FORMATS[layout.format].read(opener, layout, batch_bytes)


def settings(format_key: str) -> frozenset[str]:
    """Which of `encoding`, `separator` and `header_line` may be corrected."""
    return FORMATS[format_key].settings


def extension_lies(name: str, recognised: str) -> bool:
    """Whether the name promises another format than the content has."""
    suffix = PurePath(name).suffix.lower()
    promised = {each.key for each in FORMATS.values() if suffix in each.suffixes}
    return bool(promised) and recognised not in promised
