"""Files of every format as batches of strings with their line numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cases.engine.readers import delimited, text_layout, workbook
from cases.engine.readers.base import Batch, Layout, Opener
from cases.engine.readers.content import SUFFIXES, WORKBOOKS, extension_lies, recognise

__all__ = [
    "SUFFIXES",
    "Batch",
    "Layout",
    "Opener",
    "extension_lies",
    "look_again",
    "look_again_at_all",
    "read",
    "sniff",
]


def sniff(opener: Opener, name: str) -> list[Layout]:
    """How each sheet of the file (a text has one) is to be read.

    Raises UnreadableFile with the code `empty_file`, `binary_file`,
    `password_protected`, `damaged_workbook`, `empty_workbook`,
    `workbook_too_large`, `web_page` or `unsupported_format`.
    """
    recognised = recognise(opener, name)
    if recognised in WORKBOOKS:
        return workbook.sniff(opener, name, recognised)
    return [text_layout.sniff(opener, name)]


def look_again(opener: Opener, layout: Layout) -> Layout:
    """The layout with its columns and sample, after somebody has corrected its
    encoding, separator or header line.

    A header line that holds nothing is none: `header_line` is then 0.
    """
    return look_again_at_all(opener, [layout])[0]


def look_again_at_all(opener: Opener, layouts: Sequence[Layout]) -> list[Layout]:
    """The same for all sheets of a file, which is opened once."""
    if layouts and layouts[0].format in WORKBOOKS:
        return workbook.look_again(opener, layouts)
    return [text_layout.look_again(opener, layout) for layout in layouts]


def read(
    opener: Opener, layout: Layout, *, batch_bytes: int = delimited.BATCH_BYTES
) -> Iterator[Batch]:
    """Every row of the sheet: in `rows`, in `rejected`, or counted in `blank`.

    Only the header line itself is in none of them.
    """
    if layout.format in WORKBOOKS:
        return workbook.read(opener, layout)
    return delimited.read(opener, layout, batch_bytes=batch_bytes)
