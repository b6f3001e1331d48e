"""The days in seized rows, however they are written."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from cases.engine.intake import SheetPlan, take_in
from cases.engine.keys import Keys
from cases.engine.readers import sniff
from cases.engine.row_times import RowTimes, of_column, row_times

UNTIL = date(2021, 1, 30)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-09-01 12:00:00", date(2020, 9, 1)),
        ("2020/9/1", date(2020, 9, 1)),
        ("2020年9月1日", date(2020, 9, 1)),
        ("20200901", date(2020, 9, 1)),
        ("20200901120000", date(2020, 9, 1)),
        (" 2020.09.01T08:00", date(2020, 9, 1)),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, day: date) -> None:
    assert of_column(pl.Series([text]), UNTIL) == RowTimes(day, day, 1, 0)


@pytest.mark.parametrize("text", ["", "无", "2020-02-30", "13800001234", "2020", None])
def test_what_is_no_day_is_passed_over(text: str | None) -> None:
    assert of_column(pl.Series([text], dtype=pl.String), UNTIL) == RowTimes()


def test_a_day_after_the_seizure_or_a_placeholder_bounds_nothing() -> None:
    days = pl.Series(["2020-01-02", "2020-01-01", "2099-01-01", "1970-01-01"])
    assert of_column(days, UNTIL) == RowTimes(date(2020, 1, 1), date(2020, 1, 2), 2, 2)


def test_the_column_is_found_in_the_sealed_rows_of_a_file(tmp_path: Path) -> None:
    rows = ["姓名,手机号,注册时间", "王某甲,13800000001,2019-05-01 10:00:00"]
    rows += ["李某乙,13800000002,2020-08-31 09:00:00", "张某丙,13800000003,"]
    content = "\n".join([*rows, ""]).encode()
    [layout] = sniff(lambda: io.BytesIO(content), "a.csv")
    plan = SheetPlan(layout, {0: "name", 1: "mobile", 2: "time"})
    keys, store = Keys.generate(), tmp_path / "store"
    take_in(lambda: io.BytesIO(content), [plan], store, keys)
    passed: list[int] = []
    found = row_times(store, keys, until=UNTIL, on_rows=passed.append)
    assert found == RowTimes(date(2019, 5, 1), date(2020, 8, 31), 2, 0)
    assert passed[-1] == 3


def test_a_file_without_times_says_nothing(tmp_path: Path) -> None:
    content = "姓名,手机号\n王某甲,13800000001\n".encode()
    [layout] = sniff(lambda: io.BytesIO(content), "a.csv")
    plan = SheetPlan(layout, {0: "name", 1: "mobile"})
    keys, store = Keys.generate(), tmp_path / "store"
    take_in(lambda: io.BytesIO(content), [plan], store, keys)
    assert row_times(store, keys, until=UNTIL) == RowTimes()
