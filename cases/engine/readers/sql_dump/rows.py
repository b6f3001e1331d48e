"""The rows of one table, wherever in the dump they are inserted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cases.engine.readers.gathering import Cells, Rejected
from cases.engine.readers.sql_dump.copying import copied, skip_copied
from cases.engine.readers.sql_dump.grammar import (
    AT_STATEMENT,
    BETWEEN,
    COPY,
    INSERT,
    NEXT_ROW,
    Dialect,
    any_row,
    bare,
    names,
    rest_of_statement,
    row_of,
)
from cases.engine.readers.sql_dump.literals import texts
from cases.engine.readers.window import (
    LONGEST_RECORD,
    SHOWN,
    Window,
    after,
    find,
    shown,
)

_COMMA = re.compile(r"(?:\s*,\s*(?=\())?+")

# No statement takes longer to say what it is about.
LONGEST_HEAD = 64 << 10
# … and so much of it has to be in sight to tell that it begins.
_KEYWORD = 64


@dataclass(frozen=True)
class Table:
    """name: without schema. columns: those of every statement about it."""

    name: str
    columns: tuple[str, ...]
    dialect: Dialect

    def places(self, listed: str | None) -> tuple[int, ...] | None:
        """Where the values of a statement belong, None if it names columns that
        are not there."""
        if not listed:
            return tuple(range(len(self.columns)))
        wanted = names(listed)
        if not set(wanted) <= set(self.columns):
            return None
        return tuple(map(self.columns.index, wanted))

    def put(
        self, cells: Sequence[str | None], places: tuple[int, ...]
    ) -> list[str | None]:
        row: list[str | None] = [None] * len(self.columns)
        for place, cell in zip(places, cells, strict=True):
            row[place] = cell
        return row


def rows(
    window: Window, table: Table, longest: int = LONGEST_RECORD
) -> Iterator[Cells | Rejected]:
    while at_statement(window):
        text, place = window.text, window.place
        if head := INSERT.match(text, place):
            window.move(head.end())
            if bare(head["table"]) == table.name:
                yield from _inserted(window, table, head, longest)
            if not AT_STATEMENT.match(window.text, window.place):
                skip_statement(window, table.dialect, longest)
        elif head := COPY.match(text, place):
            window.move(head.end())
            if bare(head["table"]) == table.name:
                yield from copied(window, table.places(head["columns"]), table.put)
            else:
                skip_copied(window)
        else:
            skip_statement(window, table.dialect, longest)


def at_statement(window: Window) -> bool:
    """Move to the next statement; False if there is none."""
    while True:
        window.fill(LONGEST_HEAD)
        found = BETWEEN.match(window.text, window.place)
        if not found or found.end() == window.place:
            return bool(window.ahead)
        window.move(found.end())


def skip_statement(window: Window, dialect: Dialect, longest: int) -> None:
    rest = rest_of_statement(dialect)
    while True:
        found = rest.match(window.text, window.place)
        window.move(found.end() if found else window.place)
        if not window.ahead:
            if not window.more():
                return
        elif window.ahead < _KEYWORD and window.more():
            continue
        elif window.text[window.place] in ";\n":
            window.move(window.place + 1)
            return
        elif not window.fill(longest):
            # A quote that is never closed.
            window.move(window.place + 1)


def _inserted(
    window: Window, table: Table, head: re.Match[str], longest: int
) -> Iterator[Cells | Rejected]:
    places = table.places(head["columns"])
    while True:
        window.fill(LONGEST_HEAD)
        window.move(after(_COMMA, window.text, window.place))
        if not _at_row(window):
            return
        if places is None:
            yield _rejected(window, "unknown_column", longest)
            continue
        yield from _rows_in_sight(window, table, places, longest)
        if _at_row(window) and not window.fill(longest):
            yield _odd_row(window, table, longest)


def _at_row(window: Window) -> bool:
    return window.text.startswith("(", window.place)


def _rows_in_sight(
    window: Window, table: Table, places: tuple[int, ...], longest: int
) -> Iterator[Cells]:
    """One after the other, up to one that is not as it should be."""
    match = row_of(table.dialect, len(places)).match
    is_whole = places == tuple(range(len(table.columns)))
    while found := match(window.text, window.place):
        end = found.end()
        if end - window.place > longest or window.is_damaged(window.place, end):
            return
        cells = texts(found.groups(), found.group(), table.dialect)
        yield Cells(window.line, cells if is_whole else table.put(cells, places))
        window.move(end)


def _odd_row(window: Window, table: Table, longest: int) -> Rejected:
    found = any_row(table.dialect).match(window.text, window.place)
    if found is None:
        return _rejected(window, "malformed", longest)
    reason = "cell_count"
    if found.end() - window.place > longest:
        reason = "record_too_long"
    elif window.is_damaged(window.place, found.end()):
        reason = "undecodable"
    rejected = Rejected(window.line, reason, shown(found.group()))
    window.move(found.end())
    return rejected


def _rejected(window: Window, reason: str, longest: int) -> Rejected:
    """Reject what begins here, and move to where a row or a statement may begin."""
    line, begun = window.line, window.text[window.place :][:SHOWN]
    window.move(window.place + 1)
    passed = 1 + find(window, NEXT_ROW)
    reason = "record_too_long" if passed > longest else reason
    return Rejected(line, reason, shown(begun[:passed]))
