"""The lines that are not simply cells between separators, read one by one.

Quoting follows RFC 4180: a quote counts at the beginning of a cell only, is
doubled inside, and protects separators and line breaks. A quote that is never
closed is an ordinary character.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from cases.engine.readers.chunks import LONGEST_LINE
from cases.engine.readers.encodings import DAMAGE, DAMAGE_BYTES
from cases.engine.readers.lines import Lines, Mask

_SHOWN = 1 << 10


@dataclass
class Irregular:
    """What became of the lines; `consumed` are those inside another's quotes.

    unfinished: the line whose quotes may be closed in the text to come.
    """

    consumed: Mask
    cells: list[tuple[int, list[str]]] = field(default_factory=list)
    rejected: list[tuple[int, str, str]] = field(default_factory=list)
    blank: int = 0
    unfinished: int | None = None


@dataclass(frozen=True)
class Grammar:
    """separator: one character; shown: how the file writes it; width: cells."""

    separator: str
    shown: str
    width: int
    quotes: bool


class _Following(Iterator[str]):
    """The lines from one on, for as long as a quoted cell may reasonably be.

    A line that cannot be read ends it: it is rejected by itself.
    """

    def __init__(self, lines: Lines, first: int, unreadable: Mask) -> None:
        self.lines = lines
        self.unreadable = unreadable
        self.next_line = first
        self.limit = int(lines.starts[first]) + LONGEST_LINE
        self.ran_out = False
        self.open_at_end = False

    def __next__(self) -> str:
        line = self.next_line
        self.open_at_end = line >= len(self.lines)
        if (
            self.open_at_end
            or self.unreadable[line]
            or self.lines.ends[line] > self.limit
        ):
            self.ran_out = True
            raise StopIteration
        self.next_line = line + 1
        return self.lines.text(line) + "\n"


def read_irregular(
    lines: Lines, chosen: Mask, grammar: Grammar, *, last: bool
) -> Irregular:
    """Every chosen line becomes cells, a reject, or blank. `last`: no text follows."""
    result = Irregular(consumed=np.zeros(len(lines), np.bool_))
    if not chosen.any():
        return result
    reasons = {
        "nul_byte": lines.holding(b"\0"),
        "undecodable": lines.holding(DAMAGE_BYTES),
        "line_too_long": lines.lengths() > LONGEST_LINE,
    }
    unreadable = np.logical_or.reduce(list(reasons.values()))
    for line in np.flatnonzero(chosen).tolist():
        if result.consumed[line]:
            continue
        reason = next((why for why, mask in reasons.items() if mask[line]), "")
        if reason:
            result.rejected.append((line, reason, _shown(lines, line, grammar)))
        elif _read_line(
            _Following(lines, line, unreadable), grammar, result, last=last
        ):
            result.unfinished = line
            break
    return result


def _read_line(
    following: _Following, grammar: Grammar, result: Irregular, *, last: bool
) -> bool:
    """True if the line's quotes are still open where the text ends."""
    lines, line = following.lines, following.next_line
    text = lines.text(line)
    if not text.strip():
        result.blank += 1
        return False
    if grammar.quotes and '"' in text:
        cells = _quoted(following, grammar)
        if cells is None and following.open_at_end and not last:
            return True
        if cells is not None:
            result.consumed[line + 1 : following.next_line] = True
            result.cells.append((line, cells))
            return False
    plain = _fitted(text.split(grammar.separator), grammar.width)
    if plain is not None:
        result.cells.append((line, plain))
    else:
        result.rejected.append((line, "cell_count", _shown(lines, line, grammar)))
    return False


def _quoted(following: _Following, grammar: Grammar) -> list[str] | None:
    """The cells of the record that begins here, None if it is no record."""
    first = following.next_line
    try:
        record = next(
            csv.reader(following, delimiter=grammar.separator, strict=True), []
        )
    except csv.Error:
        record = []
    fitted = None if following.ran_out else _fitted(record, grammar.width)
    if fitted is None:
        # Quotes in odd places, but all on this line: what follows a closing quote
        # belongs to its cell.
        following.next_line, following.ran_out = first + 1, False
        fitted = _fitted(_loosely(following.lines.text(first), grammar), grammar.width)
    return fitted


def _loosely(text: str, grammar: Grammar) -> list[str]:
    """The cells of one line, none if its quotes are open at its end."""
    reader = csv.reader([text + "\n", ""], delimiter=grammar.separator)
    try:
        cells = next(reader)
    except csv.Error:
        return []
    return cells if reader.line_num == 1 else []


def _fitted(cells: list[str], width: int) -> list[str] | None:
    """Exactly `width` cells; more are tolerated at the end if they are empty."""
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return None
    return cells[:width]


def _shown(lines: Lines, line: int, grammar: Grammar) -> str:
    text = lines.text(line)
    if len(text) > LONGEST_LINE // 4:
        text = text[:_SHOWN]
    text = text.replace(DAMAGE, "\ufffd").replace("\0", "\u2400")
    return text.replace(grammar.separator, grammar.shown)
