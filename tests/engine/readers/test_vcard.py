"""Address books of seized phones."""

from __future__ import annotations

import quopri

import pytest

from cases.engine.detection import guess_columns
from cases.engine.readers.gathering import Rejected
from cases.engine.readers.keyed import Keyed
from cases.engine.readers.vcard.cards import records
from cases.engine.readers.window import Window
from tests.engine.readers.helpers import layout_of, opener, outcome


def card(*lines: str) -> str:
    return "".join(f"{line}\r\n" for line in ("BEGIN:VCARD", *lines, "END:VCARD"))


def cells(data: str) -> list[dict[str, str | None]]:
    columns = layout_of(data, "book.vcf").columns
    found = outcome(data)
    assert not found.rejected
    return [dict(zip(columns, row, strict=True)) for row in found.rows.values()]


def test_several_numbers_of_a_person_stand_in_one_cell() -> None:
    data = card(
        "VERSION:3.0",
        "FN:王某甲",
        "TEL;TYPE=CELL:138-0000-1234",
        "item1.TEL:+86 139 0000 1234",
        "X-QQ:12345",
        "EMAIL:a@example.com",
    )
    [found] = cells(data)
    assert found["FN"] == "王某甲"
    assert found["TEL"] == "138-0000-1234; +86 139 0000 1234"
    kinds = [guess.kind_or_role for guess in guess_columns(layout_of(data))]
    assert kinds == ["name", "mobile", "qq", "email", ""]


@pytest.mark.parametrize("charset", ["GBK", "UTF-8"])
def test_quoted_printable_in_any_charset_is_read(charset: str) -> None:
    name = "王某甲、李某乙、张某丙、刘某丁和陈某戊的办公室"
    encoded = quopri.encodestring(name.encode(charset)).decode()
    head = f"FN;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:"
    [found] = cells(card("VERSION:2.1", head + encoded, "TEL;CELL:13800001234"))
    assert found["FN"] == name
    assert found["TEL"] == "13800001234"


def test_folded_lines_escapes_and_pictures() -> None:
    data = card(
        "N:王;某甲;;;",
        "NOTE:a\\, b\\n\r\n 13900001234",
        "PHOTO;ENCODING=BASE64;JPEG:AAAA\r\n BBBB\r\n",
        "ADR;TYPE=home:;;虚构路1号;盐城市;;;",
        "TEL;VALUE=uri:tel:+86-138-0000-1234",
    )
    [found] = cells(data)
    assert found["FN"] == "王某甲"
    assert found["NOTE"] == "a, b\n13900001234"
    assert found["ADR"] == "虚构路1号 盐城市"
    assert found["TEL"] == "+86-138-0000-1234"
    assert "AAAA" not in str(found)


def test_a_card_without_end_is_rejected_and_the_next_one_read() -> None:
    found = outcome("junk\n\nBEGIN:VCARD\nFN:a\n" + card("FN:b") + "BEGIN:VCARD\nFN:c")
    assert found.rejected == {1: "outside_card", 3: "unfinished", 8: "unfinished"}
    assert [row[0] for row in found.rows.values()] == ["b"]
    assert found.blank == 1


def test_a_card_that_never_ends_is_given_up_in_bounded_memory() -> None:
    text = "BEGIN:VCARD\n" + "NOTE:x\n" * 2_000 + card("FN:b").replace("\r", "")
    found = list(records(Window(opener(text)(), "utf-8", 100), longest=1_000))
    assert isinstance(found[0], Rejected)
    assert found[0].reason == "record_too_long"
    assert [one.values["FN"] for one in found if isinstance(one, Keyed)] == ["b"]
