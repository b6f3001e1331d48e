"""JSON lines: a value in each line (https://jsonlines.org)."""

from __future__ import annotations

from collections.abc import Iterator

from cases.engine.readers.gathering import Blank, Rejected
from cases.engine.readers.json_text.values import decode, flat
from cases.engine.readers.keyed import Keyed
from cases.engine.readers.window import (
    LONGEST_RECORD,
    Line,
    Window,
    lines_of,
    shown,
)

# What may stand between the values of a line, and behind its last one.
BETWEEN_VALUES = " \t\r\n,\x1e\ufeff"


def records(
    window: Window, longest: int = LONGEST_RECORD
) -> Iterator[Keyed | Rejected | Blank]:
    for line in lines_of(window, longest):
        if line.too_long:
            yield Rejected(line.number, "record_too_long", shown(line.text))
            continue
        text = line.text.strip(BETWEEN_VALUES)
        if not text:
            yield Blank(line.number)
        elif window.is_damaged_text(text):
            yield Rejected(line.number, "undecodable", shown(text))
        else:
            yield from _values(line, text)


def _values(line: Line, text: str) -> Iterator[Keyed | Rejected]:
    """Mostly one; where one is broken, the whole line is rejected."""
    found: list[Keyed] = []
    place = 0
    try:
        while place < len(text):
            value, place = decode(text, place)
            found.append(Keyed(line.number, flat(value)))
            while place < len(text) and text[place] in BETWEEN_VALUES:
                place += 1
    except ValueError:
        yield Rejected(line.number, "malformed", shown(text))
    except RecursionError:
        yield Rejected(line.number, "too_deep", shown(text))
    else:
        yield from found
