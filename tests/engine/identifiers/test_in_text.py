"""Numbers in what people write; all of them drawn by the seeded generator."""

from __future__ import annotations

import numpy as np
import pytest

from cases.engine import fictitious
from cases.engine.identifiers.in_text import identifiers_in, mask_identifiers
from tests.corpus.people import with_luhn

RNG = np.random.default_rng(20261126)
MOBILE: str = fictitious.mobiles(RNG, 1).item()
ID: str = fictitious.resident_ids(RNG, 1).item()
CARD = with_luhn("900000123456789")
FULL_WIDTH = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
ID_MASK = f"{ID[:6]}********{ID[-4:]}"
MOBILE_MASK = f"{MOBILE[:3]}****{MOBILE[-4:]}"


@pytest.mark.parametrize(
    "written",
    [
        MOBILE,
        MOBILE.translate(FULL_WIDTH),
        f"+86 {MOBILE}",
        f"0086{MOBILE}",
        f"{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}",
        f"{MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}",
        f"{MOBILE[:3]}－{MOBILE[3:7]}－{MOBILE[7:]}",
        f"{MOBILE[:3]}.{MOBILE[3:7]}.{MOBILE[7:]}",
        f"{MOBILE[:3]}　{MOBILE[3:]}",
        f"{MOBILE[:5]}\n{MOBILE[5:]}",
        "\u200b".join(MOBILE),
        " ".join(MOBILE),
        "-".join(MOBILE),
    ],
)
@pytest.mark.parametrize("around", ["{}", "嫌疑人用{}联系买家。", "tel{},", "（{}）"])
def test_a_mobile_is_found_however_it_is_grouped(around: str, written: str) -> None:
    masked = mask_identifiers(around.format(written))

    assert MOBILE_MASK in masked
    assert sum(c.isdigit() for c in masked) == sum(c.isdigit() for c in MOBILE_MASK)


@pytest.mark.parametrize(
    "written",
    [
        ID,
        ID.translate(FULL_WIDTH),
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
        " ".join(ID),
        ID.lower(),
    ],
)
def test_a_resident_id_is_found_however_it_is_grouped(written: str) -> None:
    assert mask_identifiers(f"身份证{written}，已核实") == f"身份证{ID_MASK},已核实"


def test_a_mistyped_resident_id_is_found() -> None:
    """One digit off, it still says who is meant."""
    wrong = ID[:-1] + ("0" if ID[-1] != "0" else "1")

    assert mask_identifiers(wrong) == f"{wrong[:6]}********{wrong[-4:]}"


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        (CARD, f"{CARD[:6]}****{CARD[-4:]}"),
        (
            f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:]}",
            f"{CARD[:6]}****{CARD[-4:]}",
        ),
        ("6200000000000000001", "620000****0001"),
        ("0515-00000000", "0515-00000000"),
        ("0515-20000000", "0515****000"),
        ("(0515) 20000000", "0515****000"),
        ("someone@b.invalid", "s****@b.invalid"),
        ("someone＠b.invalid", "s****@b.invalid"),
        ("QQ号：10000012", "QQ号:10****12"),
        ("qq 100000", "qq 10****00"),
        ("微信：abc_0000", "微信:ab****00"),
        ("wxid_000000aaaa", "wx****aa"),
        ("0x" + "0" * 40, "0x0000****0000"),
    ],
)
def test_other_kinds_are_found(written: str, masked: str) -> None:
    assert mask_identifiers(written) == masked


@pytest.mark.parametrize(
    "written",
    [
        "",
        "姓名、时间均相符，已核实",
        "盐公（网）立字〔2026〕00123号",
        "A3209000000002026000123",
        "320900202611260001",
        "2026-11-26 2026-11-27 10:30:00",
        "2021年4月13日至2021年5月13日",
        "损失1380000.00元，共90000000条",
        "转账 6,500,000 元",
        "192.168.100.20",
        "138****1234",
        "L4401-2026-0012",
        "微信：没有",
        "QQ",
        "0" * 64,
        "1381234567890abc" * 4,
    ],
)
def test_other_numbers_stay_as_they_were_written(written: str) -> None:
    assert mask_identifiers(written) == written


def test_every_number_of_a_text_is_told_in_order() -> None:
    text = f"{ID}、{MOBILE}，a@b.invalid"

    assert [each.kind.key for each in identifiers_in(text)] == [
        "resident_id",
        "mobile",
        "email",
    ]


def test_what_is_masked_once_is_masked() -> None:
    once = mask_identifiers(f"{ID} {MOBILE} {CARD} a@b.invalid")

    assert mask_identifiers(once) == once
    assert not identifiers_in(once)
