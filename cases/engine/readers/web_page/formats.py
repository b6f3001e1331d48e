"""Pages with tables as formats: a sheet for each table that is filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from cases.engine.errors import UnreadableFile
from cases.engine.readers.base import Batch, Format, Layout, Opener
from cases.engine.readers.beginning import Beginning, text_beginning
from cases.engine.readers.encodings import BIG5
from cases.engine.readers.gathering import (
    Blank,
    Cells,
    Rejected,
    read_records,
    without_sample,
)
from cases.engine.readers.web_page import pages, spreadsheets
from cases.engine.readers.web_page.first_rows import FindRows, FirstRows, first_rows
from cases.engine.readers.web_page.placing import placed
from cases.engine.readers.window import Window
from cases.engine.readers.workbook.layouts import find_layout, layout_at

HTML = "html"
XML = "xml_spreadsheet"

_BEGINS = re.compile(r"\s*<[A-Za-z!?]")
_TABLE = re.compile(r"(?i)<table\b")
_SPREADSHEET = re.compile(
    r"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet"
)
_DECLARED = re.compile(r"(?i)\b(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)")
# Between two encodings that the content leaves open, what the page says decides.
_ENCODINGS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": BIG5,
    "big5-hkscs": BIG5,
}
# A batch holds no more cells than this, however little text a row takes.
_MOST_CELLS = 5_000_000
_SHORTEST_ROW = len("<tr><td>1")
_LEAST_BATCH = 4096


def is_spreadsheet(text: str) -> bool:
    return _begins(text) and _SPREADSHEET.search(text) is not None


def is_page(text: str) -> bool:
    return _begins(text) and _TABLE.search(text) is not None


def _begins(text: str) -> bool:
    return _BEGINS.match(text) is not None


def sniff(key: str, rows: FindRows, opener: Opener, name: str) -> list[Layout]:
    """Raises UnreadableFile (`empty_file`, `binary_file`, `page_too_large`,
    `no_records`)."""
    encoding = _encoding(text_beginning(opener, name))
    try:
        found = first_rows(opener, encoding, rows)
    except UnreadableFile as error:
        raise UnreadableFile(error.code, file=name) from None
    layouts = [_layout(key, first, encoding) for first in found.values()]
    filled = [layout for layout in layouts if layout is not None]
    if not filled:
        raise UnreadableFile("no_records", file=name)
    return filled


def look_again(
    rows: FindRows, opener: Opener, layouts: Sequence[Layout]
) -> list[Layout]:
    # One above the header may hold the titles of several columns.
    from_lines = {layout.sheet: layout.header_line - 1 for layout in layouts}
    found = {
        encoding: first_rows(opener, encoding, rows, from_lines)
        for encoding in {layout.encoding for layout in layouts}
    }
    return [
        _again(layout, found[layout.encoding].get(layout.sheet)) for layout in layouts
    ]


def read(
    rows: FindRows, opener: Opener, layout: Layout, batch_bytes: int
) -> Iterator[Batch]:
    def records(window: Window) -> Iterator[Cells | Rejected | Blank]:
        yield from placed(rows(window, layout.sheet), layout, window)
        # What is read to its end is hashed on the way.
        while window.more():
            window.place = len(window.text)

    width = max(len(layout.columns), 1)
    fitting = max(_LEAST_BATCH, _SHORTEST_ROW * _MOST_CELLS // width)
    return read_records(opener, layout, min(batch_bytes, fitting), records)


def _encoding(begun: Beginning) -> str:
    """A page that is read as UTF-8 or UTF-16 is one, whatever it says of itself."""
    if begun.encoding not in _ENCODINGS.values():
        return begun.encoding
    declared = _DECLARED.search(begun.text)
    said = declared[1].lower() if declared else ""
    return _ENCODINGS.get(said, begun.encoding)


def _layout(key: str, first: FirstRows, encoding: str) -> Layout | None:
    layout = find_layout(key, first.sheet, first.stretch)
    if layout is None:
        return None
    if not layout.header_line and first.head_line:
        layout = layout_at(replace(layout, header_line=first.head_line), first.stretch)
    return replace(layout, encoding=encoding)


def _again(layout: Layout, first: FirstRows | None) -> Layout:
    return layout_at(layout, first.stretch) if first else without_sample(layout)


FORMATS = tuple(
    Format(
        key=key,
        suffixes=suffixes,
        settings=frozenset({"encoding", "header_line"}),
        recognises=recognises,
        sniff=partial(sniff, key, rows),
        look_again=partial(look_again, rows),
        read=partial(read, rows),
    )
    for key, suffixes, recognises, rows in (
        (XML, (".xml",), is_spreadsheet, spreadsheets.rows),
        (HTML, (".html", ".htm"), is_page, pages.rows),
    )
)
