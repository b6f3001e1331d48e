"""Resident IDs as they come out of forms, spreadsheets and old records."""

from __future__ import annotations

import polars as pl
import pytest

from cases.engine.identifiers import KINDS, Reason, Status

RESIDENT_ID = KINDS["resident_id"]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        # GB 11643-1999, the standard's own examples.
        ("11010519491231002X", "11010519491231002X"),
        ("440524188001010014", None),
        ("440524880101001", "440524198801010011"),
        ("11010519491231002x", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("'11010519491231002X", "11010519491231002X"),
        ("110105 19491231 002X", "11010519491231002X"),
        ("王某甲：11010519491231002X", "11010519491231002X"),
    ],
)
def test_the_canonical_form_has_18_characters(raw: str, value: str | None) -> None:
    [reading] = RESIDENT_ID.read_one(raw)
    assert reading.value == value


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("110105194912310021", Reason.WRONG_CHECK_DIGIT),
        ("110105194902300021", Reason.NO_SUCH_DATE),
        ("440524881301001", Reason.NO_SUCH_DATE),
        ("440524188001010014", Reason.DATE_OUT_OF_RANGE),
        ("440524299901010018", Reason.DATE_OUT_OF_RANGE),
        ("11010519491231002", Reason.WRONG_LENGTH),
        ("010105194912310021", Reason.UNKNOWN_PREFIX),
        ("1.10105E+17", Reason.SCIENTIFIC_NOTATION),
        ("王某甲", Reason.LETTERS),
    ],
)
def test_an_id_that_cannot_be_says_why(raw: str, reason: Reason) -> None:
    [reading] = RESIDENT_ID.read_one(raw)
    assert (reading.status, reading.reason) == (Status.INVALID, reason)


def test_an_id_that_went_through_a_spreadsheet_is_named_and_never_repaired() -> None:
    [reading] = RESIDENT_ID.read_one("320000199001011000")
    assert (reading.status, reading.value) == (Status.TRUNCATED, None)


@pytest.mark.parametrize(
    "raw", ["3209**********1234", "320921********123X", "3209＊＊＊＊＊＊＊＊＊＊1234"]
)
def test_a_masked_id_is_masked(raw: str) -> None:
    [reading] = RESIDENT_ID.read_one(raw)
    assert reading.status is Status.MASKED


def test_an_unknown_place_code_is_a_doubt_and_no_rejection() -> None:
    [reading] = RESIDENT_ID.read_one("100000199001010011")
    assert reading.status is Status.VALID
    doubts = RESIDENT_ID.doubtful(
        pl.Series(["100000199001010011", "11010519491231002X"])
    )
    assert doubts.to_list() == [True, False]


def test_the_mask_hides_the_date_of_birth() -> None:
    assert RESIDENT_ID.mask("11010519491231002X") == "110105********002X"


def test_where_numbers_were_cut_none_that_ends_like_them_is_a_persons() -> None:
    """320000195401178000 passes the check, as one in eleven cut numbers does."""
    alone = RESIDENT_ID.read(pl.Series(["320000195401178000"]))
    beside = RESIDENT_ID.read(
        pl.Series(["320000195401178000", "320000196304127000", "11010519491231002X"])
    )
    assert alone["status"].to_list() == [Status.VALID]
    cut = [Status.TRUNCATED] * 2
    assert beside["status"].to_list() == [*cut, Status.VALID]
