"""Encoding, separator and header of a text file, guessed from its beginning."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace

import polars as pl

from cases.engine.errors import UnreadableFile
from cases.engine.readers import delimited
from cases.engine.readers.base import Layout, Opener
from cases.engine.readers.content import DELIMITED
from cases.engine.readers.encodings import BOM_OF, detect_encoding, plain_name
from cases.engine.readers.header import (
    FIRST_ROWS,
    column_names,
    find_header,
    header_words,
)

SAMPLE_BYTES = 256 << 10
SAMPLE_ROWS = 50
_LINES = 200

# How far to look for the first character that tells UTF-8 from GB18030.
_ASCII_AT_MOST = 64 << 20

# In the order of preference where several fit equally well: the rarer a separator
# is in ordinary text, the more it says.
SEPARATORS = ("----", "\t", "|", ",", ";")

_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x7f]")


def sniff(opener: Opener, name: str) -> Layout:
    """Raises UnreadableFile (`empty_file`, `binary_file`)."""
    sample, encoding = _sample(opener)
    text = _decoded(sample, encoding)
    if not text.strip():
        raise UnreadableFile("empty_file", file=name)
    if _is_binary(text):
        raise UnreadableFile("binary_file", file=name)
    lines = _whole_lines(text, complete=len(sample) < SAMPLE_BYTES)
    separator = find_separator(lines)
    rows, numbers = _rows(lines, separator)
    header = find_header(rows)
    return _layout(sample, encoding, separator, rows, numbers, header)


def look_again(opener: Opener, layout: Layout) -> Layout:
    """Columns and sample for the encoding, separator and header line of `layout`."""
    with opener() as stream:
        sample = stream.read(SAMPLE_BYTES)
    text = _decoded(sample, layout.encoding)
    lines = _whole_lines(text, complete=len(sample) < SAMPLE_BYTES)
    rows, numbers = _rows(lines, layout.separator)
    line = layout.header_line
    header = numbers.index(line) if line in numbers else None
    return _layout(sample, layout.encoding, layout.separator, rows, numbers, header)


def _decoded(sample: bytes, encoding: str) -> str:
    body = sample.removeprefix(BOM_OF.get(encoding, b""))
    return body.decode(plain_name(encoding), "replace")


def _layout(
    sample: bytes,
    encoding: str,
    separator: str,
    rows: list[list[str]],
    numbers: list[int],
    header: int | None,
) -> Layout:
    width = _width(rows, header)
    layout = Layout(
        format=DELIMITED,
        encoding=encoding,
        separator=separator,
        header_line=0 if header is None else numbers[header],
        columns=column_names(None if header is None else rows[header], width),
    )
    return replace(layout, sample=_first_rows(sample, layout))


def find_separator(lines: list[str]) -> str:
    """The one that parts header words, else the one that occurs most evenly.

    "" if each line is one cell.
    """
    filled = [line for line in lines if line.strip()]
    for separator in SEPARATORS:
        if any(_parts_words(line, separator) for line in filled[:FIRST_ROWS]):
            return separator
    best, best_evenness = "", 0.5
    for separator in SEPARATORS:
        counts = Counter(line.count(separator) for line in filled)
        counts.pop(0, None)
        if not counts:
            continue
        _, agreeing = counts.most_common(1)[0]
        evenness = round(agreeing / len(filled), 1)
        if evenness > best_evenness:
            best, best_evenness = separator, evenness
    return best


def _parts_words(line: str, separator: str) -> bool:
    cells = line.split(separator)
    return len(cells) > 1 and header_words(cells) > 1


def _sample(opener: Opener) -> tuple[bytes, str]:
    with opener() as stream:
        sample = stream.read(SAMPLE_BYTES)
        encoding = detect_encoding(sample)
        read, block = len(sample), sample
        while block.isascii() and block and read < _ASCII_AT_MOST:
            block = stream.read(1 << 20)
            read += len(block)
            if not block.isascii():
                # The block may begin in the middle of a character, hence the line.
                encoding = detect_encoding(block[block.find(b"\n") + 1 :])
    return sample, encoding


def _is_binary(text: str) -> bool:
    """NUL bytes and control characters beyond what a damaged line explains."""
    odd = text.count("\0") + len(_CONTROL.findall(text)) + text.count("\ufffd")
    return odd > max(8, len(text) // 20)


def _whole_lines(text: str, *, complete: bool) -> list[str]:
    lines = re.split(r"\r\n|\n|\r", text)
    if not complete and len(lines) > 1:
        lines.pop()
    return lines[:_LINES]


def _rows(lines: list[str], separator: str) -> tuple[list[list[str]], list[int]]:
    """The filled rows and the last line of each, as read without regard to width."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    if len(separator) > 1:
        split = [
            (number, line.split(separator)) for number, line in enumerate(lines, 1)
        ]
    else:
        split = _csv_rows(lines, separator or "\x1f")
    for number, cells in split:
        if any(cell.strip() for cell in cells):
            rows.append(cells)
            numbers.append(number)
    return rows, numbers


def _csv_rows(lines: list[str], separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(
        (line.replace("\0", "") + "\n" for line in lines), delimiter=separator
    )
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend((reader.line_num, cells) for cells in reader)
    except csv.Error:
        # A cell too long for any cell: what was read before it is sample enough.
        return rows
    return rows


def _width(rows: list[list[str]], header: int | None) -> int:
    """As wide as most rows are, or as the header is if that is more."""
    below = rows if header is None else rows[header + 1 :]
    titled = 0 if header is None else len(rows[header])
    counts = Counter(len(row) for row in below)
    usual = counts.most_common(1)[0][0] if counts else 1
    if titled and all(not "".join(row[titled:]).strip() for row in below):
        return titled
    return max(usual, titled, 1)


def _first_rows(sample: bytes, layout: Layout) -> pl.DataFrame:
    for batch in delimited.read(lambda: io.BytesIO(sample), layout):
        return batch.rows.head(SAMPLE_ROWS)
    return pl.DataFrame()
