"""Rows out of a stretch of UTF-8 text, each with its line, none lost.

A stretch of lines that are all alike goes to the parser as it is. Otherwise those
lines do that hold the right number of separators and no quote; lines that are
different are cut out, read one by one and put back at their place, so that one bad
line does not slow down the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cases.engine.readers.base import REJECTED_SCHEMA, Layout, no_rejects
from cases.engine.readers.chunks import LONGEST_LINE
from cases.engine.readers.encodings import DAMAGE_BYTES
from cases.engine.readers.irregular import Grammar, Irregular, read_irregular
from cases.engine.readers.lines import (
    Lines,
    Mask,
    count_of,
    find_lines,
    parse_cells,
    surely_short,
    unused_byte,
)
from cases.engine.readers.separators import MIXED, unify

# No program quotes the cells of a text that is joined with four hyphens, or with
# whatever came to hand.
_UNQUOTED = frozenset({"----", MIXED})


@dataclass(frozen=True)
class TextRows:
    """rows: "line" and the cells "0", "1", …; lines: how many were read.

    rest: text at the end that is an unfinished record, to be read with what
    follows it.
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame
    blank: int = 0
    lines: int = 0
    rest: bytes = b""


def empty_rows(width: int) -> pl.DataFrame:
    cells = {str(place): pl.String for place in range(width)}
    return pl.DataFrame(schema={"line": pl.UInt64, **cells})


def read_rows(text: bytes, layout: Layout, first_line: int, *, last: bool) -> TextRows:
    """`text` ends with a line feed or is empty; `last`: nothing follows it.

    Raises polars' ComputeError or UnicodeDecodeError where it is no UTF-8.
    """
    width = len(layout.columns)
    separator = unused_byte(text)
    if len(layout.separator.encode()) == 1:
        separator = layout.separator.encode()
    elif layout.separator == MIXED:
        text = unify(text, separator, width)
    elif layout.separator:
        text = text.replace(layout.separator.encode(), separator)
    quotes = layout.separator not in _UNQUOTED
    grammar = Grammar(separator.decode(), layout.separator, width, quotes=quotes)
    alike = _all_alike(text, grammar, first_line)
    if alike is not None:
        return alike
    lines = find_lines(text, separator)
    plain, quoted = _readable_at_once(lines, grammar)
    odd = read_irregular(lines, ~(plain | quoted), grammar, last=last)
    count = len(lines) if odd.unfinished is None else odd.unfinished
    for mask in (plain, quoted):
        mask[odd.consumed] = False
        mask[count:] = False
    frames = [
        _parsed(lines, plain, grammar, quoted=False),
        _parsed(lines, quoted, grammar, quoted=True),
        _one_by_one(odd, width),
    ]
    filled = [frame for frame in frames if frame.height] or frames[2:]
    rows = filled[0] if len(filled) == 1 else pl.concat(filled).sort("line")
    rest = text[int(lines.starts[count]) :] if count < len(lines) else b""
    return TextRows(
        rows=rows.with_columns(pl.col("line") + first_line),
        rejected=pl.DataFrame(
            odd.rejected, schema=REJECTED_SCHEMA, orient="row"
        ).with_columns(pl.col("line") + first_line),
        blank=odd.blank,
        lines=count,
        rest=rest.replace(separator, layout.separator.encode()),
    )


def _all_alike(text: bytes, grammar: Grammar, first_line: int) -> TextRows | None:
    """The rows of a text without an odd line, at a third of the general way's cost.

    If there are as many separators as so many lines must have, then a line with
    too few means one with too many, and that stops the parser.
    """
    count = count_of(text, b"\n")
    if (
        not count
        or grammar.width == 1
        or (grammar.quotes and b'"' in text)
        or b"\0" in text
        or DAMAGE_BYTES[:1] in text
        or count_of(text, grammar.separator.encode()) != count * (grammar.width - 1)
        or not surely_short(text, LONGEST_LINE)
    ):
        return None
    try:
        cells = parse_cells(text, grammar.separator.encode(), grammar.width)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None
    if cells.height != count:
        return None
    numbers = pl.Series("line", np.arange(count, dtype=np.uint64) + first_line)
    return TextRows(
        rows=cells.select(numbers, pl.all()), rejected=no_rejects(), lines=count
    )


def _readable_at_once(lines: Lines, grammar: Grammar) -> tuple[Mask, Mask]:
    """The lines that are cells and separators, and those that RFC 4180 describes."""
    unreadable = lines.blank() | lines.holding(b"\0") | lines.holding(DAMAGE_BYTES)
    if lines.longest() > LONGEST_LINE:
        unreadable |= lines.lengths() > LONGEST_LINE
    plain = (lines.separators == grammar.width - 1) & ~unreadable
    none = np.zeros(len(lines), np.bool_)
    if not grammar.quotes or b'"' not in lines.data:
        return plain, none
    holding_quotes = lines.holding(b'"')
    quoted = holding_quotes & ~unreadable
    if quoted.any():
        quoted[quoted] = _conform(lines.cut(quoted), grammar)
    return plain & ~holding_quotes, quoted


def _conform(text: bytes, grammar: Grammar) -> Mask:
    """Which lines are complete records of `width` cells by RFC 4180, section 2."""
    cell = rf'(?:"(?:[^"]|"")*"|[^"\x{{{ord(grammar.separator):x}}}]*)'
    record = (
        rf"^{cell}(?:\x{{{ord(grammar.separator):x}}}{cell}){{{grammar.width - 1}}}$"
    )
    whole = parse_cells(text, unused_byte(text), 1).get_column("0")
    return whole.str.contains(record).to_numpy()


def _parsed(
    lines: Lines, chosen: Mask, grammar: Grammar, *, quoted: bool
) -> pl.DataFrame:
    if not chosen.any():
        return empty_rows(grammar.width)
    cells = parse_cells(
        lines.cut(chosen), grammar.separator.encode(), grammar.width, quoted=quoted
    )
    if quoted:
        cells = cells.with_columns(pl.all().replace("", None))
    numbers = pl.Series("line", np.flatnonzero(chosen).astype(np.uint64))
    return cells.select(numbers, pl.all())


def _one_by_one(odd: Irregular, width: int) -> pl.DataFrame:
    rows = [(line, *(cell or None for cell in cells)) for line, cells in odd.cells]
    return pl.DataFrame(rows, schema=empty_rows(width).schema, orient="row")
