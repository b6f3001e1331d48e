"""The rows between `COPY … FROM stdin;` and `\\.` (PostgreSQL, text format)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from cases.engine.readers.gathering import Cells, Rejected
from cases.engine.readers.window import LONGEST_RECORD, Window, lines_of, shown

_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)

Put = Callable[[Sequence[str | None], tuple[int, ...]], list[str | None]]


def copied(
    window: Window, places: tuple[int, ...] | None, put: Put
) -> Iterator[Cells | Rejected]:
    for line in lines_of(window, LONGEST_RECORD, until="\\."):
        cells = line.text.removesuffix("\r").split("\t")
        if line.too_long:
            yield Rejected(line.number, "record_too_long", shown(line.text))
        elif window.is_damaged_text(line.text):
            yield Rejected(line.number, "undecodable", shown(line.text))
        elif places is None:
            yield Rejected(line.number, "unknown_column", shown(line.text))
        elif len(cells) != len(places):
            yield Rejected(line.number, "cell_count", shown(line.text))
        else:
            yield Cells(line.number, put([_text(cell) for cell in cells], places))


def skip_copied(window: Window) -> None:
    for _line in lines_of(window, LONGEST_RECORD, until="\\."):
        pass


def _text(cell: str) -> str | None:
    if "\\" not in cell:
        return cell
    if cell == "\\N":
        return None
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), cell)
