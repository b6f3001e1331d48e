"""Text with separators, from its first byte to its last, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from cases.engine.readers.base import REJECTED_SCHEMA, Batch, Layout, Opener
from cases.engine.readers.chunks import Chunk, cut_at_lines
from cases.engine.readers.encodings import Unmarked, encoded, plain_name, to_utf8
from cases.engine.readers.header import ABOVE_HEADER, split_repeated_headers
from cases.engine.readers.text_rows import TextRows, empty_rows, read_rows

BATCH_BYTES = 16 << 20


def read(
    opener: Opener, layout: Layout, *, batch_bytes: int = BATCH_BYTES
) -> Iterator[Batch]:
    """A batch for every `batch_bytes` of text, cut at line ends."""
    line, rest = 1, b""
    line_break = _line_break(opener, layout.encoding)
    with opener() as stream:
        total = stream.seek(0, 2) if stream.seekable() else 0
        if total:
            stream.seek(0)
        text = Unmarked(stream, layout.encoding)
        end = encoded(line_break, layout.encoding)
        for chunk in cut_at_lines(text, end, batch_bytes):
            for part in _parts(chunk, layout, rest, line, line_break):
                line, rest = line + part.lines, part.rest
                if not part.lines:
                    continue
                yield _batch(
                    part, layout, position=chunk.position + text.mark, total=total
                )


def _line_break(opener: Opener, encoding: str) -> str:
    """A line feed, unless the text has carriage returns alone (old Mac OS)."""
    with opener() as stream:
        start = stream.read(1 << 16)
    alone = encoded("\r", encoding) in start and encoded("\n", encoding) not in start
    return "\r" if alone else "\n"


def _parts(
    chunk: Chunk, layout: Layout, rest: bytes, line: int, line_break: str
) -> Iterator[TextRows]:
    if chunk.too_long:
        if rest:
            part = read_rows(rest, layout, line, last=True)
            line += part.lines
            yield part
        yield _refused(chunk, layout, line)
        return
    text = to_utf8(chunk.data, layout.encoding)
    if chunk.last and text and not text.endswith(line_break.encode()):
        # Cut off inside a character, the text lost its last line end with it.
        text += line_break.encode()
    if line_break == "\r":
        text = text.replace(b"\r", b"\n")
    text = rest + text
    try:
        yield _read_text(text, layout, line, last=chunk.last)
    except (pl.exceptions.ComputeError, UnicodeDecodeError):
        # What the parser refuses is not UTF-8: mark those bytes and read again.
        text = to_utf8(text, "utf-8", checked=True)
        yield _read_text(text, layout, line, last=chunk.last)


def _read_text(text: bytes, layout: Layout, line: int, *, last: bool) -> TextRows:
    if line > layout.header_line:
        return read_rows(text, layout, line, last=last)
    *above, below = text.split(b"\n", layout.header_line - line + 1)
    part = read_rows(below, layout, line + len(above), last=last)
    titles = [
        (number, ABOVE_HEADER, title.decode("utf-8", "replace").strip())
        for number, title in enumerate(above, line)
        if number < layout.header_line and title.strip()
    ]
    blank = sum(not title.strip() for title in above)
    return TextRows(
        rows=part.rows,
        rejected=pl.concat([_rejects(titles), part.rejected]),
        blank=part.blank + blank,
        lines=part.lines + len(above),
        rest=part.rest,
    )


def _refused(chunk: Chunk, layout: Layout, line: int) -> TextRows:
    text = chunk.data.decode(plain_name(layout.encoding), "ignore")
    return TextRows(
        rows=empty_rows(len(layout.columns)),
        rejected=_rejects([(line, "line_too_long", text.replace("\0", "\u2400"))]),
        lines=1,
    )


def _batch(part: TextRows, layout: Layout, *, position: int, total: int) -> Batch:
    rows, repeated = split_repeated_headers(part.rows, layout)
    return Batch(
        rows=rows.drop("line"),
        lines=rows.get_column("line"),
        rejected=pl.concat([part.rejected, repeated]).sort("line"),
        position=position,
        total=total,
        blank=part.blank,
    )


def _rejects(found: list[tuple[int, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(found, schema=REJECTED_SCHEMA, orient="row")
