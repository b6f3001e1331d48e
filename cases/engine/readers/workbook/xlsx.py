"""An .xlsx or .xlsm, read piece by piece in this process."""

from __future__ import annotations

import re
from collections.abc import Collection, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial

import fastexcel
import polars as pl

from cases.engine.ahead import ahead, each
from cases.engine.errors import UnreadableFile
from cases.engine.readers.containers import DAMAGED_ZIP
from cases.engine.readers.workbook.apart import WholeBook
from cases.engine.readers.workbook.book import Sheet, Stretch
from cases.engine.readers.workbook.cells import Kind, texts
from cases.engine.readers.workbook.package import Package, Part, Unusual
from cases.engine.readers.workbook.pieces import (
    Piece,
    cut,
    declared_columns,
    piece_bytes,
)

_FIRST_BYTES = 1 << 20
_HEAD = 4 << 10

# Of a cell with a number; the text of a formula's result may look the same.
_LONG_NUMBER = re.compile(rb"<v>(?:[0-9]{16}|[0-9.]+[eE])")
_SHARED = re.compile(rb't="s"[^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})<')

# Makes every piece begin in column A of its first row, where the row's own cell
# takes its place; blank text is read as an empty cell.
_CORNER = '<row r="%d"><c r="A%d" t="str"><v> </v></c></row>'


class XlsxBook:
    """Raises Unusual if it must be read as a whole."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._whole = WholeBook(data, name)
        with self._damage():
            self._package = Package(data, name)

    def first_rows(
        self, rows: int, *, sheets: Collection[str] = ()
    ) -> Iterator[tuple[Sheet, Stretch]]:
        for part in self._package.sheets:
            if sheets and part.name not in sheets:
                continue
            try:
                with self._damage(part.name):
                    beginning = self._beginning(part).from_first_filled(rows)
            except Unusual:
                yield from self._whole.first_rows(rows, sheets=[part.name])
            else:
                yield Sheet(part.name, part.hidden), beginning

    def _beginning(self, part: Part) -> Stretch:
        """The first rows that hold anything, as wide as the sheet says it is."""
        stretch = Stretch(pl.DataFrame(), 1, 0)
        with self._package.open(part.path) as stream:
            columns = declared_columns(stream.read(_HEAD))
        with self._package.open(part.path) as stream:
            for piece in cut(stream, _FIRST_BYTES, self._name):
                used = max(map(int, _SHARED.findall(piece.rows)), default=-1)
                strings = self._package.first_strings(used + 1)
                stretch = self._parsed(part, strings, piece)
                if not stretch.is_empty:
                    break
        known = stretch.cells.width
        return replace(
            stretch,
            cells=stretch.cells.with_columns(
                pl.lit(None, pl.String).alias(str(place))
                for place in range(known, columns if known else 0)
            ),
        )

    def stretches(self, sheet: str) -> Generator[Stretch, None, None]:
        for part in self._package.sheets:
            if part.name != sheet:
                continue
            try:
                with self._damage(sheet):
                    yield from self._stretches(part)
            except Unusual:
                yield from self._whole.stretches(sheet)
            return

    def _stretches(self, part: Part) -> Iterator[Stretch]:
        strings = self._package.strings
        with self._package.open(part.path) as stream:
            pieces = cut(stream, piece_bytes(len(strings)), self._name)
            with closing(ahead(pieces)) as coming:
                # Unpacking, and parsing two pieces, let each other run.
                parsed = each(partial(self._parsed, part, strings), coming)
                with closing(parsed) as stretches:
                    yield from stretches

    def _parsed(self, part: Part, strings: bytes, piece: Piece) -> Stretch:
        corner = (_CORNER % (piece.line, piece.line)).encode()
        book = self._package.workbook((corner, piece.rows), strings)
        cells = texts(
            partial(_load, book),
            may_hold_long_numbers=lambda: bool(_LONG_NUMBER.search(piece.rows)),
        )
        if cells.height > piece.last_line - piece.line + 1:
            raise UnreadableFile("damaged_workbook", file=self._name, sheet=part.name)
        size = max(self._package.size(part.path), piece.read)
        return Stretch(cells, piece.line, piece.last_line * size // piece.read)

    @contextmanager
    def _damage(self, sheet: str = "") -> Iterator[None]:
        where = {"sheet": sheet} if sheet else {}
        try:
            yield
        except (*DAMAGED_ZIP, fastexcel.FastExcelError) as error:
            raise self._damaged(where) from error
        except BaseException as error:
            # What the parser, written in Rust, raises where it has a fault itself.
            if type(error).__name__ != "PanicException":
                raise
            raise self._damaged(where) from error

    def _damaged(self, where: dict[str, str]) -> UnreadableFile:
        return UnreadableFile("damaged_workbook", file=self._name, **where)


def _load(book: bytes, kind: Kind) -> pl.DataFrame:
    loaded = fastexcel.read_excel(book).load_sheet(
        0, header_row=None, dtypes=kind, whitespace_as_null=True, eager=True
    )
    frame = pl.from_arrow(loaded)
    assert isinstance(frame, pl.DataFrame)  # noqa: S101 - for the type checker
    return frame
