"""From a file to its store: every row and every value is accounted for."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from cases.engine.errors import EngineError
from cases.engine.identifiers import KINDS
from cases.engine.index import IndexSource
from cases.engine.intake import InvalidPlace, Progress, SheetPlan, take_in
from cases.engine.keys import Keys
from cases.engine.lookup import lookup
from cases.engine.readers.base import Batch, Layout
from cases.engine.records import read_line, read_row, rejected_rows
from cases.engine.tokens import Tokeniser
from tests.engine.fake_reader import COLUMNS, PLAN, mess, opener_of, read_tabs

KEYS = Keys.generate()


def test_every_row_is_stored_or_rejected_with_its_reason(tmp_path: Path) -> None:
    content = mess(1_000)
    lines = content.decode().splitlines()
    result = take_in(opener_of(content), [PLAN], tmp_path / "s", KEYS, read=read_tabs)
    blank = lines.count("")
    rejected = sum(1 for line in lines if line and line.count("\t") != 2)
    assert rejected > 0
    assert result.blank == blank
    assert result.rows_read == 1_000 - blank
    assert result.rows_stored == result.rows_read - rejected
    assert result.rejected == {"wrong_number_of_cells": rejected}


def test_values_are_counted_as_a_plain_reading_would(tmp_path: Path) -> None:
    content = mess(1_000)
    result = take_in(
        opener_of(content),
        [PLAN],
        tmp_path / "s",
        KEYS,
        read=read_tabs,
        segment_rows=99,
    )
    rows = [line.split("\t") for line in content.decode().splitlines()]
    cells = [cell for row in rows if len(row) == 3 for cell in row[1:] if cell]
    valid = Counter(cell for cell in cells if len(cell) == 11 and cell.isdigit())
    counts = result.kinds["mobile"]
    assert counts.valid == valid.total()
    assert counts.unique == len(valid)
    assert counts.duplicates == valid.total() - len(valid)
    assert counts.masked == sum("*" in cell for cell in cells)
    assert counts.invalid == cells.count("12345")
    assert sum(counts.reasons.values()) == counts.masked + counts.invalid


def test_a_number_leads_back_to_its_rows(tmp_path: Path) -> None:
    content = "甲\t19900000001\t\n乙\t\t\n丙\t19900000002\t19900000001\n".encode()
    take_in(opener_of(content), [PLAN], tmp_path / "s", KEYS, read=read_tabs)
    token = Tokeniser(KEYS.token).column(
        KINDS["mobile"].code, pl.Series(["19900000001"])
    )
    found = lookup([IndexSource(1, tmp_path / "s" / "index")], token)
    assert found["row"].to_list() == [0, 2]
    record = read_row(tmp_path / "s", 2, KEYS)
    assert record.line == 3
    assert record.columns == COLUMNS
    assert record.values == ("丙", "19900000002", "19900000001")
    assert record.mapping == PLAN.mapping
    assert read_line(tmp_path / "s", 0, 3, KEYS) == record


def test_a_rejected_row_can_be_read_with_its_place(tmp_path: Path) -> None:
    content = "甲\t19900000001\t\n乙 19900000002\n".encode()
    take_in(opener_of(content), [PLAN], tmp_path / "s", KEYS, read=read_tabs)
    ((sheet, rejected),) = rejected_rows(tmp_path / "s", KEYS)
    assert sheet == ""
    assert rejected.rows() == [(2, "wrong_number_of_cells", "乙 19900000002")]


def test_places_of_invalid_values_name_sheet_and_line(tmp_path: Path) -> None:
    content = "甲\t12345\t\n乙\t19900000001\t199****0001\n".encode()
    result = take_in(
        opener_of(content), [PLAN, PLAN], tmp_path / "s", KEYS, read=read_tabs
    )
    assert result.invalid_places == tuple(
        InvalidPlace(sheet, *place)
        for sheet in (0, 1)
        for place in [(1, "mobile", "wrong_length"), (2, "mobile", "masked")]
    )


def test_sheets_follow_one_another_in_the_numbering_of_rows(tmp_path: Path) -> None:
    content = "甲\t19900000001\t\n乙\t19900000002\t\n".encode()
    plans = [
        SheetPlan(Layout("tabs", sheet=name, columns=COLUMNS), {1: "mobile"})
        for name in ("一月", "二月")
    ]
    result = take_in(opener_of(content), plans, tmp_path / "s", KEYS, read=read_tabs)
    assert result.rows_stored == 4
    assert result.kinds["mobile"].duplicates == 2
    record = read_row(tmp_path / "s", 3, KEYS)
    assert (record.sheet, record.line, record.values[0]) == ("二月", 2, "乙")


def test_nothing_personal_lies_open_in_the_folder(tmp_path: Path) -> None:
    content = "虚构甲\t19900000001\t\n虚构乙 19900000002\n".encode()
    headerless = SheetPlan(
        Layout("tabs", sheet="虚构丙", columns=("虚构丁", "19900000003", "")),
        {1: "mobile"},
    )
    take_in(opener_of(content), [headerless], tmp_path / "s", KEYS, read=read_tabs)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    written = b"".join(path.name.encode() + path.read_bytes() for path in files)
    for text in ("虚构", "1990000000"):
        assert text.encode() not in written


def test_a_file_without_rows_is_taken_in_as_such(tmp_path: Path) -> None:
    result = take_in(opener_of(b""), [PLAN], tmp_path / "s", KEYS, read=read_tabs)
    assert result.rows_read == result.rows_stored == 0
    assert lookup(
        [IndexSource(1, tmp_path / "s" / "index")],
        Tokeniser(KEYS.token).column(1, pl.Series(["19900000001"])),
    ).is_empty()


def test_batches_of_different_width_are_all_stored(tmp_path: Path) -> None:
    def read_ragged(*_: object) -> Iterator[Batch]:
        for width, line in ((2, 1), (3, 2), (3, 3), (2, 4)):
            cells = {str(place): [f"199000000{line}{place}"] for place in range(width)}
            rejected = pl.DataFrame(
                schema={"line": pl.UInt64, "reason": pl.String, "text": pl.String}
            )
            lines = pl.Series([line], dtype=pl.UInt64)
            yield Batch(pl.DataFrame(cells), lines, rejected)

    result = take_in(opener_of(b""), [PLAN], tmp_path / "s", KEYS, read=read_ragged)
    assert result.rows_stored == 4
    assert result.kinds["mobile"].valid == 6
    widths = [len(read_row(tmp_path / "s", row, KEYS).values) for row in range(4)]
    assert widths == [2, 3, 3, 2]


def test_an_account_that_does_not_add_up_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "cases.engine.sealed_parquet.SealedWriter.write", lambda *_: None
    )
    with pytest.raises(EngineError, match="does_not_add_up"):
        take_in(opener_of(mess(100)), [PLAN], tmp_path / "s", KEYS, read=read_tabs)
    assert not (tmp_path / "s").exists()


def test_progress_goes_through_reading_and_indexing(tmp_path: Path) -> None:
    seen: list[Progress] = []
    result = take_in(
        opener_of(mess(200)),
        [PLAN],
        tmp_path / "s",
        KEYS,
        read=read_tabs,
        on_progress=seen.append,
    )
    reading = [progress for progress in seen if progress.stage == "reading"]
    assert [progress.rows for progress in reading] == sorted(
        progress.rows for progress in reading
    )
    assert reading[-1].rows == result.rows_read
    assert [progress.position for progress in seen[len(reading) :]] == list(range(16))
