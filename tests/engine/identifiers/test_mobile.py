"""What officers find in the phone column of a seized file."""

from __future__ import annotations

import polars as pl
import pytest

from cases.engine.identifiers import KINDS, Reason, Status

MOBILE = KINDS["mobile"]


def values(raw: str) -> list[str | None]:
    return [reading.value for reading in MOBILE.read_one(raw)]


@pytest.mark.parametrize(
    "raw",
    [
        "13800001234",
        "１３８００００１２３４",
        "+86 138-0000-1234",
        "+8613800001234",
        "0086 13800001234",
        "8613800001234",
        "(+86)138 0000 1234",
        "138–0000–1234",
        "013800001234",
        "13800001234.0",
        "'13800001234",
        "\u200b13800001234\ufeff",
        "138\x0000001234",
        " 13800001234\t",
    ],
)
def test_every_way_of_writing_a_number_gives_the_same_eleven_digits(raw: str) -> None:
    assert values(raw) == ["13800001234"]


@pytest.mark.parametrize("separator", [*list("/、;；，, \n\t|"), " / ", "\r\n"])
def test_several_numbers_in_one_cell_are_several_readings(separator: str) -> None:
    found = values(f"13800001234{separator}13900001234")
    assert found == ["13800001234", "13900001234"]


def test_two_numbers_with_blanks_inside_are_told_apart() -> None:
    assert values("138 0000 1234 139 0000 1234") == ["13800001234", "13900001234"]


@pytest.mark.parametrize(
    "raw",
    [
        "王某甲13800001234",
        "13800001234王某甲",
        "王某甲138-0000-1234号",
        "王**13800001234",
    ],
)
def test_a_name_glued_to_the_number_is_left_behind(raw: str) -> None:
    assert values(raw) == ["13800001234"]


@pytest.mark.parametrize(
    "raw",
    ["320000199001010010", "138000012345", "213800001234", "王某甲6222138000012345"],
)
def test_a_number_is_never_cut_out_of_a_longer_run_of_digits(raw: str) -> None:
    [reading] = MOBILE.read_one(raw)
    assert (reading.status, reading.reason) == (Status.INVALID, Reason.WRONG_LENGTH)


@pytest.mark.parametrize("raw", ["1.38E+10", "1.38e10", "1.3800001234E+10"])
def test_a_number_in_scientific_notation_is_lost_and_says_so(raw: str) -> None:
    [reading] = MOBILE.read_one(raw)
    assert (reading.status, reading.reason) == (
        Status.INVALID,
        Reason.SCIENTIFIC_NOTATION,
    )


@pytest.mark.parametrize(
    "raw",
    ["138****1234", "138＊＊＊＊1234", "138 **** 1234", "138xxxx1234", "**13800001234"],
)
def test_a_masked_number_is_counted_and_never_matched(raw: str) -> None:
    [reading] = MOBILE.read_one(raw)
    assert (reading.status, reading.value) == (Status.MASKED, None)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("1380000123", Reason.WRONG_LENGTH),
        ("12800001234", Reason.UNKNOWN_PREFIX),
        ("王某甲", Reason.LETTERS),
        ("0023", Reason.WRONG_LENGTH),
    ],
)
def test_a_number_that_is_no_number_says_why(raw: str, reason: Reason) -> None:
    [reading] = MOBILE.read_one(raw)
    assert (reading.status, reading.reason) == (Status.INVALID, reason)


def test_the_prefix_192_is_known() -> None:
    assert values("19200001234") == ["19200001234"]


@pytest.mark.parametrize("raw", ["", "  ", "NULL", "-", "无", "\u3000"])
def test_an_empty_cell_gives_no_reading(raw: str) -> None:
    assert MOBILE.read_one(raw) == []


def test_a_serial_number_beside_a_mobile_is_no_attempt_at_one() -> None:
    assert values("工号0023 13800001234转801") == ["13800001234"]


def test_a_column_keeps_the_position_of_every_cell() -> None:
    column = pl.Series(
        ["13800001234", None, "王某甲 13900001234/13700001234", "", "12", "13600001234"]
    )
    frame = MOBILE.read(column)
    assert frame["pos"].to_list() == [0, 2, 2, 4, 5]
    assert frame["status"].to_list() == [1, 1, 1, 2, 1]
    assert frame["value"].null_count() == 1


def test_the_mask_shows_the_first_three_and_the_last_four_digits() -> None:
    assert MOBILE.mask("13800001234") == "138****1234"
