"""A header of two rows becomes one name for each column."""

from __future__ import annotations

from typing import Any

import pytest

from cases.engine.readers import look_again, sniff
from tests.engine.readers.helpers import opener, outcome
from tests.engine.readers.making_workbooks import workbook

ROW = ["王某甲", "13800001234", "12345678", "某路"]


@pytest.mark.parametrize(
    ("above", "header", "columns"),
    [
        (
            ["姓名", "联系人", None, "备注"],
            [None, "电话", "QQ", None],
            ("姓名", "联系人 电话", "联系人 QQ", "备注"),
        ),
        (
            ["客户", None, "其他", None],
            ["姓名", "手机号", "QQ", "地址"],
            ("客户 姓名", "客户 手机号", "其他 QQ", "其他 地址"),
        ),
        (
            ["2020年9月 网贷料", None, None, None],
            ["姓名", "手机号", "QQ", "地址"],
            ("姓名", "手机号", "QQ", "地址"),
        ),
        (
            ["13900001234", "甲", None, None],
            ["姓名", "手机号", "QQ", "地址"],
            ("姓名", "手机号", "QQ", "地址"),
        ),
    ],
)
def test_titles_stand_before_the_names_under_them(
    above: list[Any], header: list[Any], columns: tuple[str, ...]
) -> None:
    data = workbook([above, header, ROW])
    [layout] = sniff(opener(data), "merged.xlsx")
    assert (layout.header_line, layout.columns) == (2, columns)
    assert look_again(opener(data), layout) == layout
    found = outcome(data, layout)
    assert found.rows == {3: tuple(ROW)}
    assert found.rejected == {1: "above_header"}


def test_a_row_of_data_under_the_header_is_no_part_of_it() -> None:
    data = workbook([["姓名", "手机号", None], ["李某", "13800001234", "地址不详"]])
    [layout] = sniff(opener(data), "plain.xlsx")
    assert (layout.header_line, layout.columns) == (1, ("姓名", "手机号", "3"))


def test_a_merged_cell_of_data_keeps_its_value_in_its_first_row_only() -> None:
    data = workbook([["姓名", "手机号"], ["王某甲", "1"], [None, "2"]])
    [layout] = sniff(opener(data), "merged.xlsx")
    assert outcome(data, layout).rows == {2: ("王某甲", "1"), 3: (None, "2")}
