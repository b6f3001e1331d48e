"""A sealed row is found again by its number or its line."""

import json
from pathlib import Path

import polars as pl
import pytest

from cases.engine.errors import EngineError, WrongKey
from cases.engine.keys import Keys
from cases.engine.records import (
    RECORDS,
    Stretch,
    read_line,
    read_list,
    read_row,
    write_list,
)
from cases.engine.sealed_parquet import SealedWriter

KEYS = Keys.generate()


def rows(first_line: int, count: int) -> pl.DataFrame:
    """Every third line is missing, as if it had been rejected."""
    lines = [line for line in range(first_line, first_line + 2 * count) if line % 3]
    frame = pl.DataFrame({"line": lines[:count]}, schema={"line": pl.UInt64})
    name = pl.format("虚构{}", "line").alias("0")
    return frame.with_columns(name, pl.lit(None, pl.String).alias("1"))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sheets in three files, with groups small enough to have many."""
    monkeypatch.setattr("cases.engine.sealed_parquet.GROUP_ROWS", 10)
    (tmp_path / RECORDS).mkdir()
    stretches = []
    first_row = 0
    for sheet, first_line in ((0, 2), (0, 200), (1, 2)):
        frame = rows(first_line, 95)
        about = {
            "sheet": f"表{sheet}",
            "columns": json.dumps(["姓名", "电话"]),
            "mapping": '{"0": "name"}',
        }
        writer = SealedWriter(
            tmp_path / RECORDS, "s", frame.schema, KEYS, ordered=("line",), about=about
        )
        writer.write(frame[:33])
        writer.write(frame[33:])
        lines = frame["line"].to_list()
        file = writer.finish()
        stretches.append(Stretch(sheet, first_row, lines[0], lines[-1], file))
        first_row += frame.height
    write_list(tmp_path, stretches)
    return tmp_path


def test_a_row_is_found_by_its_number_with_its_place(store: Path) -> None:
    for row in (0, 32, 33, 94, 95, 189, 190, 284):
        expected = rows((2, 200, 2)[row // 95], 95).row(row % 95)
        record = read_row(store, row, KEYS)
        assert (record.line, *record.values) == expected
        assert record.sheet == f"表{row // 190}"
        assert record.columns == ("姓名", "电话")
        assert record.mapping == {0: "name"}


def test_a_row_is_found_by_its_sheet_and_line(store: Path) -> None:
    for row in (0, 44, 94, 95, 150, 190, 284):
        record = read_row(store, row, KEYS)
        assert read_line(store, row // 190, record.line, KEYS) == record


@pytest.mark.parametrize("row", [-1, 285])
def test_a_row_that_does_not_exist_is_said_so(store: Path, row: int) -> None:
    with pytest.raises(EngineError, match="no_such_row"):
        read_row(store, row, KEYS)


@pytest.mark.parametrize(("sheet", "line"), [(0, 1), (0, 3), (0, 9_999), (2, 2)])
def test_a_line_that_gave_no_row_is_said_so(store: Path, sheet: int, line: int) -> None:
    with pytest.raises(EngineError, match="no_such_row"):
        read_line(store, sheet, line, KEYS)


def test_neither_names_nor_headers_lie_open_on_the_disk(store: Path) -> None:
    written = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
    for text in ("虚构2", "姓名", "表0"):
        assert text.encode() not in written


def test_another_installations_key_is_refused(store: Path) -> None:
    with pytest.raises(WrongKey, match="wrong_key"):
        read_row(store, 0, Keys.generate())


def test_a_rotated_key_still_opens_older_rows(store: Path) -> None:
    new = Keys.generate()
    rotated = Keys(new.token, new.records + KEYS.records, new.fields, new.originals)
    assert read_row(store, 7, rotated) == read_row(store, 7, KEYS)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.97])
def test_one_changed_byte_is_found_and_named(store: Path, share: float) -> None:
    stretch = read_list(store)[0]
    assert stretch.records
    path = store / RECORDS / stretch.records.name
    changed = bytearray(path.read_bytes())
    changed[int(len(changed) * share)] ^= 1
    path.write_bytes(changed)

    def read_all() -> None:
        for row in range(stretch.rows):
            read_row(store, row, KEYS)

    with pytest.raises(WrongKey, match="damaged") as refusal:
        read_all()
    assert refusal.value.where == {"file": path.name}


def test_a_file_put_in_anothers_place_does_not_open(store: Path) -> None:
    one, other, _ = read_list(store)
    assert one.records
    assert other.records
    place = store / RECORDS / one.records.name
    place.write_bytes((store / RECORDS / other.records.name).read_bytes())
    with pytest.raises(WrongKey, match="damaged"):
        read_row(store, 0, KEYS)
