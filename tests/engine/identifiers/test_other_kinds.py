"""The kinds that stand beside mobile and resident ID."""

from __future__ import annotations

import polars as pl
import pytest

from cases.engine.identifiers import KINDS, Reason, Status, by_code

CARD = "6222020000001234"


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("landline", "0515-86200000", ["051586200000"]),
        ("landline", "(0515)8620000", ["05158620000"]),
        ("landline", "010-86200000转801", ["01086200000"]),
        ("landline", "+86 0515-86200000-12", ["051586200000"]),
        ("landline", "051586200000/02586200000", ["051586200000", "02586200000"]),
        ("bank_card", "6222 0200 0000 1234 567", ["6222020000001234567"]),
        ("bank_card", f"开户行{CARD}", [CARD]),
        ("qq", "QQ:123456", ["123456"]),
        ("qq", "123456@qq.com", ["123456"]),
        ("qq", "12345 67890", ["12345", "67890"]),
        ("wechat", "微信：WangMou_01", ["wangmou_01"]),
        ("wechat", "wxid_abc123def456gh", ["wxid_abc123def456gh"]),
        ("alipay", "+86 138-0000-1234", ["13800001234"]),
        ("alipay", "wang-mou@Example.COM", ["wang-mou@example.com"]),
        ("alipay", "2088000000001234", ["2088000000001234"]),
        ("email", "王某甲Wang@Example.COM;li@example.com",
         ["Wang@example.com", "li@example.com"]),
        ("imei", "49-015420-323751-8", ["490154203237518"]),
        ("crypto_address", "0x" + "Ab" * 20, ["0x" + "ab" * 20]),
        ("crypto_address", "USDT: T" + "A" * 33, ["T" + "A" * 33]),
        ("crypto_address", "BC1" + "Q" * 39, ["bc1" + "q" * 39]),
    ],
)  # fmt: skip
def test_the_canonical_form(kind: str, raw: str, expected: list[str]) -> None:
    assert [reading.value for reading in KINDS[kind].read_one(raw)] == expected


@pytest.mark.parametrize(
    ("kind", "raw", "reason"),
    [
        ("landline", "86200000", Reason.NO_AREA_CODE),
        ("landline", "+86 515 86200000", Reason.NO_AREA_CODE),
        ("bank_card", "6.22202E+18", Reason.SCIENTIFIC_NOTATION),
        ("bank_card", "622202000000", Reason.WRONG_LENGTH),
        ("qq", "012345", Reason.UNKNOWN_PREFIX),
        ("qq", "1234", Reason.WRONG_LENGTH),
        ("wechat", "ab", Reason.WRONG_LENGTH),
        ("alipay", "20880001", Reason.WRONG_LENGTH),
        ("email", "wang@", Reason.WRONG_FORM),
        ("imei", "490154203237519", Reason.WRONG_CHECK_DIGIT),
        ("imei", "49015420323751", Reason.WRONG_LENGTH),
        ("crypto_address", "0x12", Reason.WRONG_LENGTH),
    ],
)
def test_what_cannot_be_says_why(kind: str, raw: str, reason: Reason) -> None:
    [reading] = KINDS[kind].read_one(raw)
    assert (reading.status, reading.reason) == (Status.INVALID, reason)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("landline", "0515-8620****"),
        ("bank_card", "6222****1234"),
        ("qq", "123***89"),
        ("wechat", "abc***ef"),
        ("alipay", "138****1234"),
        ("email", "w***g@example.com"),
    ],
)
def test_masked_values_of_every_kind_are_masked(kind: str, raw: str) -> None:
    [reading] = KINDS[kind].read_one(raw)
    assert reading.status is Status.MASKED


def test_eleven_digits_in_a_qq_column_are_a_qq() -> None:
    [reading] = KINDS["qq"].read_one("13800001234")
    assert reading.status is Status.VALID


def test_a_card_that_fails_luhn_is_a_doubt_and_no_rejection() -> None:
    # ISO/IEC 7812-1's well-known test number, and the same with its last digit off.
    cards = pl.Series(["4111111111111111", "4111111111111112"])
    assert KINDS["bank_card"].read(cards)["status"].to_list() == [Status.VALID] * 2
    assert KINDS["bank_card"].doubtful(cards).to_list() == [False, True]


def test_codes_are_fixed_and_unique() -> None:
    codes = {key: kind.code for key, kind in KINDS.items()}
    assert codes == {
        "mobile": 1, "resident_id": 2, "landline": 3, "bank_card": 4, "qq": 5,
        "wechat": 6, "alipay": 7, "email": 8, "imei": 9, "crypto_address": 10,
    }  # fmt: skip
    assert all(by_code(code) is KINDS[key] for key, code in codes.items())


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        ("landline", "051586200000", "0515****000"),
        ("bank_card", CARD, "622202****1234"),
        ("qq", "12345", "12****45"),
        ("email", "wang@example.com", "w****@example.com"),
        ("wechat", "abcdef", "ab****ef"),
        ("alipay", "13800001234", "138****1234"),
    ],
)
def test_a_mask_never_shows_the_middle(kind: str, value: str, masked: str) -> None:
    assert KINDS[kind].mask(value) == masked


@pytest.mark.parametrize("kind", ["email", "alipay"])
@pytest.mark.parametrize("raw", ["@\n0", "a@\nb", "wang@\nexample.com\n1"])
def test_an_address_broken_by_a_line_end_is_no_address(kind: str, raw: str) -> None:
    readings = KINDS[kind].read_one(raw)
    assert readings
    assert all(reading.status is Status.INVALID for reading in readings)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("6222020000001230000", Status.TRUNCATED),
        ("622202000000123000", Status.TRUNCATED),
        ("6222020000001200", Status.VALID),
        ("6222020000001231000", Status.VALID),
    ],
)
def test_a_card_that_a_spreadsheet_cut_is_named_so(raw: str, status: Status) -> None:
    [reading] = KINDS["bank_card"].read_one(raw)
    assert reading.status == status
