"""The tables of an HTML page.

Every table is one of its own, also one that stands in a cell of another; rows and
cells are ended by what cannot stand in them, as browsers do (HTML 13.2.6.4.9 to 15).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.engine.errors import UnreadableFile
from cases.engine.readers.web_page.markup import Tag
from cases.engine.readers.web_page.tables import MOST_TABLES, Row, Table
from cases.engine.readers.web_page.walking import walked
from cases.engine.readers.window import Window

_DEEPEST = 32

# A cell spans no more than this (HTML 4.9.11); one that spans 0 rows reaches to the
# end.
_MOST_ACROSS, _MOST_DOWN = 1000, 65_534
_ACROSS = re.compile(r"\bcolspan\s*=\s*[\"']?\s*([0-9]{1,6})")
_DOWN = re.compile(r"\browspan\s*=\s*[\"']?\s*([0-9]{1,6})")
# What a spreadsheet program notes of a number that it shows rounded.
_NUMBER = re.compile(r"\bx:num\b(?:\s*=\s*[\"']?([^\"'\s>]*))?")

_CELLS = frozenset({"td", "th"})
_LINES = frozenset({"br", "p", "div", "li"})
_ROWS = frozenset({"tr", "thead", "tbody", "tfoot"})
_PAGE = frozenset({"body", "html"})


def rows(window: Window, only: str | None = None) -> Iterator[Row]:
    """The rows of all tables, or of one up to its end; a table is named by its number.

    Raises UnreadableFile (`page_too_large`).
    """
    return walked(_Page(only), window)


class _Page:
    def __init__(self, only: str | None) -> None:
        self.found: list[Row] = []
        self.is_over = False
        self._only = only
        self._count = 0
        self._open: list[Table] = []

    def take(self, text: str, tag: Tag) -> None:
        table = self._open[-1] if self._open else None
        if table is not None:
            table.add(text)
        if tag.name == "table":
            if tag.is_end:
                self._end_table()
            else:
                self._begin_table(table)
        elif tag.is_end and tag.name in _PAGE:
            self.end()
        elif table is not None and tag.name:
            _take(table, tag)

    def end(self, reason: str = "") -> None:
        while self._open:
            self._end_table(reason)

    def _begin_table(self, outer: Table | None) -> None:
        if outer is not None and not outer.has_open_cell:
            self._end_table()
        self._count += 1
        if self._count > MOST_TABLES or len(self._open) >= _DEEPEST:
            raise UnreadableFile("page_too_large")
        name = str(self._count)
        is_wanted = self._only in {None, name}
        self._open.append(Table(name, self.found if is_wanted else None))

    def _end_table(self, reason: str = "") -> None:
        if self._open:
            table = self._open.pop()
            table.end_row(reason)
            self.is_over = table.name == self._only


def _take(table: Table, tag: Tag) -> None:
    if tag.name in _CELLS:
        if tag.is_end:
            table.end_cell()
        else:
            _begin_cell(table, tag)
    elif tag.name in _ROWS:
        table.end_row()
        if tag.name == "tr" and not tag.is_end:
            table.begin_row()
    elif tag.name in _LINES:
        table.break_line()


def _begin_cell(table: Table, tag: Tag) -> None:
    table.begin_cell(is_head=tag.name == "th")
    said = tag.rest.lower()
    if "span" in said:
        _span(table, said)
    if "x:num" in said and (number := _NUMBER.search(said)):
        table.set_number(number[1] or "")


def _span(table: Table, said: str) -> None:
    across, down = _ACROSS.search(said), _DOWN.search(said)
    columns = int(across[1]) if across else 1
    lines = int(down[1]) if down else 1
    table.span(min(columns, _MOST_ACROSS), min(lines or _MOST_DOWN, _MOST_DOWN))
