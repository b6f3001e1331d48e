"""The one shape into which every format is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import polars as pl

# Opens the file anew from its first byte. A sealed original is never written to
# disk in the clear, so readers get a stream and not a path.
Opener = Callable[[], BinaryIO]

# How many rows of a text are shown and guessed from.
SAMPLE_ROWS = 50


@dataclass(frozen=True)
class Layout:
    """How one sheet (or one text file) is to be read; the officer may change it.

    `header_line` is 1-based, 0 for none. `columns` are the header's texts, or
    "1", "2", … where there is none. `sample` holds the first rows as strings,
    columns named "0", "1", … by position.
    """

    format: str
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    header_line: int = 1
    columns: tuple[str, ...] = ()
    hidden: bool = False
    sample: pl.DataFrame = field(default_factory=pl.DataFrame, compare=False)

    @property
    def is_titled(self) -> bool:
        """Whether the columns have names of their own: of a header, or keys."""
        numbers = map(str, range(1, len(self.columns) + 1))
        return bool(self.header_line) or self.columns != tuple(numbers)


@dataclass(frozen=True)
class Batch:
    """A stretch of rows in file order.

    rows: String columns "0", "1", … by position; an empty cell is null.
    lines: UInt64, the 1-based line (text) or row (workbook) of each row.
    rejected: frame of line (UInt64), reason (String), text (String, the raw row).
    position: how far into the source this batch ends, in the source's own unit
    (bytes of text, rows of a workbook), of `total` if known (else 0).
    """

    rows: pl.DataFrame
    lines: pl.Series
    rejected: pl.DataFrame
    position: int = 0
    total: int = 0
    blank: int = 0


@dataclass(frozen=True)
class Format:
    """What the reader of a format is: one of these stands in `readers.FORMATS`.

    suffixes: the endings that promise it (".csv"). settings: which of `encoding`,
    `separator` and `header_line` the officer may correct; `look_again` then gives
    the layouts of a file's sheets with their columns and samples anew. recognises:
    whether a text that begins like this is of the format. read: the last argument
    is how many bytes of text a batch may span, where the format is text.
    """

    key: str
    suffixes: tuple[str, ...]
    settings: frozenset[str]
    recognises: Callable[[str], bool]
    sniff: Callable[[Opener, str], list[Layout]]
    look_again: Callable[[Opener, Sequence[Layout]], list[Layout]]
    read: Callable[[Opener, Layout, int], Iterator[Batch]]


def one_by_one(
    look_again: Callable[[Opener, Layout], Layout],
) -> Callable[[Opener, Sequence[Layout]], list[Layout]]:
    """For a format whose sheets are opened one at a time."""

    def all_of(opener: Opener, layouts: Sequence[Layout]) -> list[Layout]:
        return [look_again(opener, layout) for layout in layouts]

    return all_of


REJECTED_SCHEMA = {"line": pl.UInt64, "reason": pl.String, "text": pl.String}


def no_rejects() -> pl.DataFrame:
    return pl.DataFrame(schema=REJECTED_SCHEMA)
