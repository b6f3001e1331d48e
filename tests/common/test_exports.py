"""Lists as files: what a spreadsheet program makes of them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import fastexcel
import pytest

from cases.common import exports

HEADER = ["姓名", "数量"]


def export(rows: list[list[Any]], kind: str) -> bytes:
    response = exports.respond(iter(rows), format=kind, name="suspect")
    return bytes(response.content)


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def sheet(content: bytes) -> list[tuple[Any, ...]]:
    book = fastexcel.read_excel(content)
    return list(book.load_sheet(0, header_row=None).to_polars().iter_rows())


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SS52098", "\t=1", "\r=1"])
@pytest.mark.parametrize("kind", exports.FORMATS)
def test_no_cell_is_run_as_a_formula(text: str, kind: str) -> None:
    content = export([HEADER, [text, 1]], kind)
    read = cells(content) if kind == "csv" else sheet(content)
    assert str(read[1][0]).startswith("'")
    assert text.strip() in str(read[1][0])


def test_what_only_holds_such_a_sign_stays_as_it_is() -> None:
    assert cells(export([["a=b", "x@y.invalid", "1-2"]], "csv")) == [
        ["a=b", "x@y.invalid", "1-2"]
    ]


def test_a_negative_number_stays_a_number() -> None:
    assert cells(export([[-5, 1.5]], "csv")) == [["-5", "1.5"]]
    assert sheet(export([[-5, 1.5]], "xlsx")) == [(-5.0, 1.5)]


def test_a_csv_says_that_it_is_utf_8_so_that_chinese_is_readable() -> None:
    content = export([HEADER, ["王某", 3]], "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert cells(content) == [["姓名", "数量"], ["王某", "3"]]


def test_commas_quotes_and_lines_stay_within_their_cell() -> None:
    row = ['a,b;"c"', "第一行\n第二行"]
    assert cells(export([row], "csv")) == [row]


def test_an_xlsx_opens_and_holds_the_same() -> None:
    content = export([HEADER, ["王某", 3], ["https://example.invalid", 4]], "xlsx")
    read = sheet(content)
    assert [row[0] for row in read] == ["姓名", "王某", "https://example.invalid"]


def test_times_are_local_and_nothing_is_an_empty_cell() -> None:
    moment = datetime(2021, 1, 29, 20, 30, tzinfo=UTC)
    assert cells(export([[moment, None, True]], "csv")) == [
        ["2021-01-30 04:30:00", "", "True"]
    ]


@pytest.mark.parametrize("kind", exports.FORMATS)
def test_a_list_without_rows_is_still_a_file(kind: str) -> None:
    content = export([HEADER], kind)
    read = cells(content) if kind == "csv" else sheet(content)
    assert list(read[0]) == HEADER


@pytest.mark.parametrize("kind", exports.FORMATS)
def test_the_file_is_named_after_the_list_and_the_day(kind: str) -> None:
    response = exports.respond([HEADER], format=kind, name="suspect")
    place = response["Content-Disposition"]
    assert place.startswith('attachment; filename="suspect-20')
    assert place.endswith(f'.{kind}"')
