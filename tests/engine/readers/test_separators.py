"""Whatever people put between two values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.engine.readers import look_again
from cases.engine.readers.separators import MIXED, find_separator
from tests.engine.readers.helpers import layout_of, opener, outcome

NAMES = ("王某甲", "李某乙", "张某丙", "刘某丁")
NUMBERS = ("13800001234", "13900001234", "15000001234", "15100001234")
UNUSUAL = [":", "#", "^", "~", " ", "--", "||", ";;", "::", "-", "/", "&", "，", "=>"]


@pytest.mark.parametrize("separator", UNUSUAL)
def test_any_sign_that_stands_between_the_values_parts_them(separator: str) -> None:
    text = "".join(
        f"{name}{separator}{number}\n"
        for name, number in zip(NAMES, NUMBERS, strict=True)
    )
    assert layout_of(text).separator == separator
    assert list(outcome(text).rows.values()) == list(zip(NAMES, NUMBERS, strict=True))


@pytest.mark.parametrize(
    "line",
    [
        "138-0000-1234",
        "2020-09-01 12:30:45",
        "王某甲13800001234",
        "a.b@example.com",
        "+86 138 0000 1234",
    ],
)
def test_signs_inside_a_value_part_nothing(line: str) -> None:
    assert find_separator([line] * 4) == ""


@pytest.mark.parametrize("separator", [", ", "-- ", "，", "分"])
def test_an_officer_may_give_any_separator(separator: str) -> None:
    text = separator.join(("王某甲", "13800001234", "x")) + "\n"
    layout = replace(layout_of(text), separator=separator, header_line=0)
    again = look_again(opener(text), layout)
    assert again.columns == ("1", "2", "3")
    assert outcome(text, again).rows == {1: ("王某甲", "13800001234", "x")}


@pytest.mark.parametrize("header", ["", "姓名,手机号,备注\n"])
def test_lines_with_another_separator_are_read_in_a_mixed_file(header: str) -> None:
    separators = ("----", "\t", "|", ",")
    lines = [s.join(("王某甲", number, "x")) for s in separators for number in NUMBERS]
    text = header + "".join(f"{line}\n" for line in lines)
    assert layout_of(text).separator == MIXED
    found = outcome(text, batch_bytes=64)
    assert [row[1] for row in found.rows.values()] == [*NUMBERS] * 4
    assert not found.rejected


def test_a_line_that_no_separator_parts_is_rejected_as_it_stands() -> None:
    text = "王某甲|13800001234|x\n李某乙,13900001234,x\n" * 5 + "张|1,2,3,4\n"
    found = outcome(text)
    assert found.rejected == {11: "cell_count"}
    assert found.texts[11] == "张|1,2,3,4"


def test_one_line_in_twenty_that_is_different_does_not_make_a_file_mixed() -> None:
    text = "王某甲,13800001234,x\n" * 20 + "李某乙|13900001234|x\n"
    assert layout_of(text).separator == ","
