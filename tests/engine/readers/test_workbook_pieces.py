"""A large .xlsx is cut between its rows; that changes nothing of what is read."""

from __future__ import annotations

import io
from collections.abc import Generator

import pytest
import xlsxwriter

from cases.engine.readers import read, sniff
from cases.engine.readers.workbook import pieces
from tests.engine.readers.helpers import opener, outcome
from tests.engine.readers.making_workbooks import (
    HEADER,
    PERSON,
    SHEET,
    changed,
    workbook,
)


def large(*, shared: bool) -> bytes:
    """Rows with gaps between them, and cells that only later rows have."""
    target = io.BytesIO()
    options = {"constant_memory": not shared, "in_memory": shared}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for line in range(1, 4000):
            if line % 10:
                sheet.write(line, 1, 13800000000 + line)
            if line > 2000:
                sheet.write(line, 2, f"{320000199001010000 + line}")
    return target.getvalue()


@pytest.mark.parametrize("shared", [False, True])
def test_pieces_together_are_the_sheet(
    monkeypatch: pytest.MonkeyPatch, *, shared: bool
) -> None:
    data = large(shared=shared)
    [layout] = sniff(opener(data), "large.xlsx")
    whole = outcome(data, layout)
    monkeypatch.setattr(pieces, "_BLOCK", 4000)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 5000)
    monkeypatch.setattr(pieces, "_TIMES_THE_STRINGS", 0)
    cut = outcome(data, layout)
    assert len(cut.positions) > 10
    assert (cut.rows, cut.rejected, cut.blank) == (whole.rows, {}, whole.blank)
    assert whole.rows[12] == (None, "13800000011", None)
    assert whole.rows[3001] == (None, None, "320000199001013000")
    assert whole.accounted == 3999


def test_the_end_is_foreseen_from_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    data = large(shared=False)
    [layout] = sniff(opener(data), "large.xlsx")
    monkeypatch.setattr(pieces, "_BLOCK", 4000)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 20_000)
    first, *_, last = read(opener(data), layout)
    assert first.position < 600
    assert 3000 < first.total < 8000
    assert last.position == 4000
    assert 4000 <= last.total < 4020


def test_rows_that_do_not_tell_their_number_are_read_all_the_same() -> None:
    data = changed(
        workbook([HEADER, PERSON]),
        SHEET,
        lambda sheet: sheet.replace(b'<row r="1"', b"<row").replace(
            b'<row r="2"', b"<row"
        ),
    )
    [layout] = sniff(opener(data), "other.xlsx")
    assert outcome(data, layout).rows.keys() == {2}


def test_a_reader_that_is_left_early_is_closed() -> None:
    data = large(shared=False)
    [layout] = sniff(opener(data), "large.xlsx")
    batches = read(opener(data), layout)
    assert next(batches).rows.height
    assert isinstance(batches, Generator)
    batches.close()
    assert next(batches, None) is None
