"""Which tables a dump fills, found in one quick pass over the whole of it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from cases.engine.readers.base import SAMPLE_ROWS
from cases.engine.readers.beginning import SAMPLE_BYTES
from cases.engine.readers.gathering import Cells
from cases.engine.readers.sql_dump.grammar import (
    COPY,
    CREATE,
    INSERT,
    Dialect,
    any_row,
    bare,
    names,
)
from cases.engine.readers.sql_dump.rows import LONGEST_HEAD, Table, rows
from cases.engine.readers.window import Window

_WORDS = ("INSERT", "REPLACE", "COPY", "CREATE")
_STATEMENTS = (INSERT, COPY, CREATE)
_NO_COLUMN = re.compile(
    r"(?:PRIMARY|UNIQUE|CONSTRAINT|INDEX|KEY|FOREIGN|CHECK|FULLTEXT|SPATIAL|EXCLUDE"
    r"|LIKE|PERIOD)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:[^,()'\"`\[]|'[^']*+'|\"[^\"]*+\"|`[^`]*+`|\[[^\]]*+\]|\((?:[^()]|\([^()]*+\))*+\))++"
)


@dataclass
class Found:
    """What the statements about one table say; `fills`: whether rows follow."""

    name: str
    columns: dict[str, None] = field(default_factory=dict)
    created: tuple[str, ...] = ()
    width: int = 0
    fills: bool = False
    sample: list[list[str | None]] = field(default_factory=list)

    def all_columns(self) -> tuple[str, ...]:
        known = tuple(dict.fromkeys((*self.created, *self.columns)))
        return known or tuple(map(str, range(1, self.width + 1)))


def tables(window: Window, dialect: Dialect, only: str | None = None) -> list[Found]:
    """Every table that rows are put into. `only`: until that table is found."""
    found: dict[str, Found] = {}
    heads: set[str] = set()
    for text, head in _heads(window, heads):
        name = bare(head["table"])
        table = found.setdefault(name, Found(name))
        if head.re is CREATE:
            table.created = _created(text, head.end())
            continue
        if listed := head["columns"]:
            table.columns.update(dict.fromkeys(names(listed)))
        if not table.fills:
            table.fills = True
            table.width = _width(text, head.end(), dialect)
            stretch = text[head.start() : head.start() + SAMPLE_BYTES]
            table.sample = _sample(stretch, table, dialect)
        if name == only:
            break
    return [table for table in found.values() if table.fills]


def _heads(window: Window, known: set[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """The statements that fill or make tables, of like ones the first."""
    words = _words(window)
    while True:
        edge = len(window.text) if window.ended else len(window.text) - LONGEST_HEAD
        places = sorted(
            place for word in words for place in _places(window.text, word, edge, known)
        )
        for place in places:
            for pattern in _STATEMENTS:
                if head := pattern.match(window.text, place):
                    known.add(head.group())
                    yield window.text, head
        window.place = max(0, edge)
        if not window.more() and edge >= len(window.text):
            return


def _words(window: Window) -> list[str]:
    """Dumps write their keywords in capitals throughout, or never."""
    window.fill(LONGEST_HEAD)
    lower = [word.lower() for word in _WORDS]
    if any(f"{word} " in window.text for word in _WORDS):
        return list(_WORDS)
    return (
        lower if any(f"{word} " in window.text for word in lower) else [*_WORDS, *lower]
    )


def _places(text: str, word: str, edge: int, known: set[str]) -> Iterator[int]:
    place = text.find(word, 0, edge)
    heads = tuple(known)
    while place >= 0:
        if (not place or text[place - 1] in "\n; \t") and not text.startswith(
            heads, place
        ):
            yield place
            heads = tuple(known)
        place = text.find(word, place + len(word), edge)


def _created(text: str, place: int) -> tuple[str, ...]:
    """The columns of a CREATE TABLE whose bracket opens at `place`."""
    columns = []
    place += 1
    while part := _PART.match(text, place, place + LONGEST_HEAD):
        said = part.group().strip()
        if said and not _NO_COLUMN.match(said):
            columns.append(bare_first(said))
        place = part.end() + 1
        if text[part.end() : part.end() + 1] != ",":
            break
    return tuple(columns)


def bare_first(definition: str) -> str:
    """Empty where the name is damaged."""
    return next(iter(names(definition)), "")


def _width(text: str, place: int, dialect: Dialect) -> int:
    if text[place : place + 1] != "(":
        return text[place:].partition("\n")[0].count("\t") + 1
    row = any_row(dialect).match(text, place)
    # A value of the row, and the comma or bracket that ends it.
    value = re.compile(rf"\s*+{dialect.value}\s*+[,)]", re.DOTALL)
    return len(value.findall(row.group()[1:])) if row else 1


def _sample(text: str, found: Found, dialect: Dialect) -> list[list[str | None]]:
    table = Table(found.name, found.all_columns(), dialect)
    window = Window(io.BytesIO(text.encode(errors="replace")), "utf-8")
    records = rows(window, table)
    return [
        list(record.cells)
        for record in islice(records, 4 * SAMPLE_ROWS)
        if isinstance(record, Cells)
    ][:SAMPLE_ROWS]
