"""The worksheets of an XML Spreadsheet 2003, a workbook in one text.

What matters of it: a Worksheet holds a Table of Rows of Cells, and the Data of a cell
says what type it has. Rows and cells may skip to an index.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from cases.engine.errors import UnreadableFile
from cases.engine.readers.web_page.markup import Tag
from cases.engine.readers.web_page.tables import MOST_COLUMNS, MOST_TABLES, Row, Table
from cases.engine.readers.web_page.walking import walked
from cases.engine.readers.window import Window

_LONGEST_NAME = 100
_ATTRIBUTE = re.compile(r"([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def rows(window: Window, only: str | None = None) -> Iterator[Row]:
    """The rows of all worksheets, or of one of them.

    Raises UnreadableFile (`page_too_large`).
    """
    return walked(_Book(only), window)


class _Book:
    def __init__(self, only: str | None) -> None:
        self.found: list[Row] = []
        self.is_over = False
        self._only = only
        self._names: set[str] = set()
        self._sheet: Table | None = None
        self._is_in_data = self._is_in_visible = False
        self._is_in_comment = False

    def take(self, text: str, tag: Tag) -> None:
        sheet = self._sheet
        if sheet is not None and text:
            if self._is_in_data:
                sheet.add(text)
            elif self._is_in_visible:
                sheet.hidden = sheet.hidden or "hidden" in text.lower()
        if tag.name == "worksheet":
            self.end()
            if not tag.is_end:
                self._begin_sheet(tag)
        elif sheet is not None and tag.name:
            self._take(sheet, tag)

    def end(self, reason: str = "") -> None:
        if self._sheet is not None:
            self._sheet.end_row(reason)
            self.is_over = self._sheet.name == self._only
        self._sheet = None

    def _begin_sheet(self, tag: Tag) -> None:
        name = _attributes(tag).get("name", "").strip()[:_LONGEST_NAME]
        if not name or name in self._names:
            name = f"{name} ({len(self._names) + 1})".strip()
        self._names.add(name)
        if len(self._names) > MOST_TABLES:
            raise UnreadableFile("page_too_large")
        is_wanted = self._only in {None, name}
        self._sheet = Table(name, self.found if is_wanted else None)
        self._is_in_data = self._is_in_visible = self._is_in_comment = False

    def _take(self, sheet: Table, tag: Tag) -> None:
        begins = not tag.is_end and not tag.is_empty
        if tag.name == "row":
            sheet.end_row()
            if not tag.is_end:
                sheet.begin_row(_number(tag, "index"))
        elif tag.name == "cell":
            _take_cell(sheet, tag)
        elif tag.name == "data":
            self._is_in_data = begins and not self._is_in_comment
            if self._is_in_data and _attributes(tag).get("type") == "Number":
                sheet.set_number()
        elif tag.name == "comment":
            self._is_in_comment = begins
        elif tag.name == "visible":
            self._is_in_visible = begins


def _take_cell(sheet: Table, tag: Tag) -> None:
    if not tag.is_end:
        sheet.begin_cell(column=_number(tag, "index"))
        across = min(_number(tag, "mergeacross"), MOST_COLUMNS)
        # The cells that one reaches down past are left out by their index.
        sheet.span(across + 1, 1)
    if tag.is_end or tag.is_empty:
        sheet.end_cell()


def _attributes(tag: Tag) -> dict[str, str]:
    """By their names without a prefix; only `name` keeps its own way of writing."""
    return {
        name.lower(): html.unescape(double or single)
        for name, double, single in _ATTRIBUTE.findall(tag.rest)
    }


def _number(tag: Tag, name: str) -> int:
    """0 where there is none."""
    said = _attributes(tag).get(name, "") if tag.rest else ""
    return int(said) if said.isdecimal() and len(said) < 8 else 0
