"""What a column holds, guessed from header and content together."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import numpy as np
import pytest

from cases.engine.detection import ColumnGuess, guess_columns
from cases.engine.fictitious import addresses, mobiles, names, resident_ids, times
from cases.engine.header_words import announced
from tests.engine.readers.helpers import layout_of

N = 30


def rng() -> np.random.Generator:
    return np.random.default_rng(52_098)


def guess(*columns: Iterable[str], header: Iterable[str] = ()) -> list[ColumnGuess]:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    if header:
        writer.writerow(header)
    writer.writerows(zip(*columns, strict=True))
    return guess_columns(layout_of(target.getvalue()))


def kinds(guesses: list[ColumnGuess]) -> list[str]:
    return [guess.kind_or_role for guess in guesses]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("手机号码", "mobile"),
        ("收货人电话", "mobile"),
        ("联系电话1", "mobile"),
        ("victim_phone", "mobile"),
        ("Tel.", "mobile"),
        ("座机", "landline"),
        ("公民身份号码", "resident_id"),
        ("id_card_no", "resident_id"),
        ("IDCard", "resident_id"),
        ("银行卡号", "bank_card"),
        ("QQ号码", "qq"),
        ("微信号", "wechat"),
        ("支付宝账号", "alipay"),
        ("电子邮件", "email"),
        ("IMEI", "imei"),
        ("身份证地址", "address"),
        ("注册时间", "time"),
        ("真实姓名", "name"),
        ("备注", "note"),
        ("hotel", ""),
        ("序号", ""),
        ("订单号", ""),
    ],
)
def test_a_header_announces_its_column(header: str, kind: str) -> None:
    assert announced(header) == kind


def test_columns_without_a_header_are_known_by_their_content() -> None:
    found = guess(
        names(rng(), N),
        mobiles(rng(), N),
        resident_ids(rng(), N),
        addresses(rng(), N),
        times(rng(), N),
    )
    assert kinds(found) == ["name", "mobile", "resident_id", "address", "time"]
    assert not any(guess.by_header for guess in found)


def test_header_and_content_together_are_surer_than_either_alone() -> None:
    numbers = mobiles(rng(), N)
    both = guess(numbers, ["x"] * N, header=["手机号", "备注"])[0]
    content = guess(numbers, ["x"] * N)[0]
    header = guess(["无"] * N, ["x"] * N, header=["手机号", "备注"])[0]
    assert both.confidence == 1.0
    assert content.confidence < both.confidence
    assert header.confidence < both.confidence
    assert (header.kind_or_role, header.by_content) == ("mobile", 0.0)


def test_an_eleven_digit_qq_is_no_mobile_where_its_column_says_qq() -> None:
    numbers = mobiles(rng(), N)
    assert kinds(guess(numbers, ["x"] * N, header=["QQ号", "备注"]))[0] == "qq"
    assert kinds(guess(numbers, ["x"] * N))[0] == "mobile"


def test_a_header_that_the_content_contradicts_yields() -> None:
    ids = resident_ids(rng(), N)
    [found, _] = guess(ids, ["x"] * N, header=["卡号", "备注"])
    assert (found.kind_or_role, found.by_header) == ("resident_id", False)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("0510*******", "landline"), ("138xxxxxxxx", "mobile"), ("1•••••••678", "mobile")],
)
def test_numbers_of_which_little_is_left_are_known_by_their_form(
    cell: str, kind: str
) -> None:
    other = [f"第{number}批" for number in range(N)]
    assert kinds(guess([cell] * N, other)) == [kind, ""]


def test_running_numbers_and_amounts_are_given_no_meaning() -> None:
    running = [str(n) for n in range(1, N + 1)]
    amounts = [f"{n * 7}.50" for n in range(1, N + 1)]
    found = guess(running, amounts, header=["序号", "金额"])
    assert kinds(found) == ["", ""]
    assert [guess.confidence for guess in found] == [0.0, 0.0]


def test_a_column_of_empty_cells_is_given_no_meaning() -> None:
    assert kinds(guess([""] * N, mobiles(rng(), N)))[0] == ""
