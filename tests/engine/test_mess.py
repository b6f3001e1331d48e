"""Seized files as people left them, from the first look to the account."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.engine.detection import guess_columns
from cases.engine.errors import UnreadableFile
from cases.engine.identifiers import KINDS, Reason, Status
from cases.engine.identifiers.columns import read_with_sibling
from cases.engine.intake import IntakeResult, SheetPlan, take_in
from cases.engine.keys import Keys
from cases.engine.readers import read, sniff
from tests.engine.readers.helpers import opener

KEYS = Keys.generate()
ROWS = [("王某甲", "13800001234"), ("李某乙", "13900001234"), ("张某丙", "15000001234")]


def planned(data: bytes | str, name: str = "seized.csv") -> list[SheetPlan]:
    plans = []
    for layout in sniff(opener(data), name):
        guesses = guess_columns(layout)
        mapping = {place: guess.kind_or_role for place, guess in enumerate(guesses)}
        plans.append(
            SheetPlan(layout, {at: role for at, role in mapping.items() if role})
        )
    return plans


def taken_in(folder: Path, data: bytes | str, name: str = "seized.csv") -> IntakeResult:
    return take_in(opener(data), planned(data, name), folder / "store", KEYS)


def values(data: bytes | str, name: str = "seized.csv") -> dict[str, list[str]]:
    """What an intake finds, by kind, in the order of the columns."""
    found: dict[str, list[str]] = {}
    for plan in planned(data, name):
        for batch in read(opener(data), plan.layout):
            for place, role in plan.mapping.items():
                if role in KINDS:
                    cells = batch.rows[str(place)]
                    read_as = read_with_sibling(KINDS[role], KINDS, cells)
                    for key, frame in read_as.items():
                        valid = frame["value"].drop_nulls().to_list()
                        found.setdefault(key, []).extend(valid)
    return found


def csv(*lines: str, header: str = "姓名,手机号") -> str:
    return "".join(f"{line}\n" for line in (header, *lines) if line)


INSERT = "INSERT INTO `t` (`name`,`phone`) VALUES "
NUMBERS = [number for _name, number in ROWS]


@pytest.mark.parametrize(
    "data",
    [
        "".join(f"{name},{number}\n" for name, number in ROWS),
        "2020年9月 料\n\n" + csv(*map(",".join, ROWS)),
        csv(",".join(ROWS[0]), "姓名,手机号", *map(",".join, ROWS[1:])),
        csv(*map(",".join, ROWS), header="客户资料,\n姓名,手机号"),
        "".join(f"{name}{number}\n" for name, number in ROWS),
        "".join(f"{number}{name}\n" for name, number in ROWS),
        "".join(f"{name}----{number}----网贷\n" for name, number in ROWS),
        "\n".join(f"{name}|{number}" for name, number in ROWS).encode("utf-16"),
        csv(*map(",".join, ROWS)).encode("gb18030"),
        csv(*map(",".join, ROWS), header="姓名,手機號碼").encode("utf-16-be"),
        "".join(f'{{"n":"{name}","手机":"{number}"}}\n' for name, number in ROWS),
        "".join(f'{{"n":"{name}","手机":{number}}}\n' for name, number in ROWS),
        INSERT + ",".join(f"('{name}',{number})" for name, number in ROWS),
        "".join(f"BEGIN:VCARD\nFN:{n}\nTEL:{t}\nEND:VCARD\n" for n, t in ROWS),
    ],
)  # fmt: skip
def test_the_numbers_are_found_however_the_file_is_written(data: bytes | str) -> None:
    assert values(data) == {"mobile": NUMBERS}


@pytest.mark.parametrize(
    "written",
    [
        "１３８００００１２３４", "13800001234.0", "'13800001234", "+86 138-0000-1234",
        "0086-13800001234", "8613800001234", "138\x0100001234",
        "\u200b13800001234", "王某甲13800001234", "电话：13800001234（微信同号）",
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert values(csv(f"王某甲,{written}")) == {"mobile": ["13800001234"]}


@pytest.mark.parametrize("between", ["/", "、", ";", " ", "；", "|", "\\"])
def test_several_numbers_of_a_cell_are_all_found(between: str) -> None:
    data = csv(f"王某甲,13800001234{between}13900001234")
    assert values(data)["mobile"] == ["13800001234", "13900001234"]


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [
        ("手机号", "1.38E+10", Reason.SCIENTIFIC_NOTATION),
        ("手机号", "138****1234", Reason.MASKED),
        ("手机号", "138＊＊＊＊1234", Reason.MASKED),
        ("身份证号", "320000199001010000", Reason.TRUNCATED),
        ("身份证号", "3.20000199001010000E+17", Reason.SCIENTIFIC_NOTATION),
        ("身份证号", "320000********001X", Reason.MASKED),
        ("座机", "88881234", Reason.NO_AREA_CODE),
        ("手机号", "3800001234", Reason.WRONG_LENGTH),
    ],
)
def test_what_was_lost_is_named_and_never_guessed(
    tmp_path: Path, header: str, cell: str, reason: str
) -> None:
    result = taken_in(tmp_path, csv(f"王某甲,{cell}", header=f"姓名,{header}"))
    [counts] = result.kinds.values()
    assert (counts.valid, counts.reasons) == (0, {reason: 1})
    assert result.rows_stored == 1


def test_an_id_of_15_digits_is_upgraded_and_a_small_x_is_the_same_as_a_large_one() -> (
    None
):
    data = csv(
        "王某甲,440524880101001", "李某乙,32000019900101001x", header="姓名,身份证"
    )
    found = values(data)["resident_id"]
    assert found[0] == "440524198801010011"
    assert found[1:] == [value for value in found[1:] if value.endswith("X")]


def test_landlines_in_a_column_of_mobiles_are_found(tmp_path: Path) -> None:
    result = taken_in(
        tmp_path, csv("王某甲,0515-88881234", "李某乙,13800001234", "张某丙,1234567")
    )
    assert result.kinds["landline"].valid == 1
    assert result.kinds["mobile"].valid == 1
    assert result.kinds["mobile"].reasons == {Reason.WRONG_LENGTH: 1}


def test_a_column_without_a_header_may_hold_both() -> None:
    lines = ["0515-88881234", "13800001234", "010-66661234", "13900001234"]
    assert values("\n".join(lines)) == {
        "landline": ["051588881234", "01066661234"],
        "mobile": ["13800001234", "13900001234"],
    }


def test_a_qq_of_eleven_digits_is_no_mobile_in_its_column() -> None:
    assert values(csv("王某甲,13800001234", header="姓名,QQ")) == {
        "qq": ["13800001234"]
    }


def test_masked_numbers_without_a_header_are_known_for_what_they_were() -> None:
    [plan] = planned("138****1234\n139****1234\n150****1234\n")
    assert plan.mapping == {0: "mobile"}
    [plan] = planned("320000********0011\n320000********001X\n")
    assert plan.mapping == {0: "resident_id"}


def test_tables_of_a_dump_are_accounted_for_as_sheets(tmp_path: Path) -> None:
    dump = "INSERT INTO `a` (`phone`) VALUES (13800001234),(13800001234),(x y z,1);\n"
    dump += "INSERT INTO `b` (`tel`) VALUES ('0515-88881234'),('13800001234');\n"
    result = taken_in(tmp_path, dump, "dump.sql")
    assert (result.rows_stored, result.rows_rejected) == (4, 1)
    assert result.kinds["mobile"].valid == 3
    assert result.kinds["mobile"].duplicates == 2
    assert result.kinds["landline"].valid == 1


PIECES = st.text(
    st.sampled_from("0123458９x*+-./ eE'王,|\n\t;、\"{}[]():"), max_size=200
)


@given(
    text=PIECES, head=st.sampled_from(["", "姓名,手机号\n", '{"手机":"', "QQ|身份证\n"])
)
def test_no_digit_is_invented_on_the_way_from_file_to_value(
    text: str, head: str
) -> None:
    data = head + "1" + text
    try:
        found = values(data)
    except UnreadableFile:
        return
    visible = unicodedata.normalize("NFKC", data)
    digits = re.sub("[^0-9]", "", visible)
    for key, kind_values in found.items():
        for value in kind_values:
            bare = re.sub("[^0-9]", "", value)
            upgraded = key == "resident_id" and bare[:6] + bare[8:17] in digits
            assert bare in digits or upgraded


@given(text=PIECES)
def test_every_line_of_a_text_is_a_row_a_reject_or_blank(text: str) -> None:
    data = "王某甲,1\n" + text
    [layout] = sniff(opener(data), "seized.txt")
    rows = rejected = 0
    for batch in read(opener(data), layout):
        rows += batch.rows.height + batch.blank
        rejected += batch.rejected.height
        for place in range(batch.rows.width):
            readings = KINDS["mobile"].read(batch.rows[str(place)])
            assert (
                readings.filter(pl.col("status") == Status.VALID)["value"]
                .is_not_null()
                .all()
            )
    if layout.format == "delimited" and '"' not in text:
        held = data.removesuffix("\n").count("\n") + 1 - bool(layout.header_line)
        assert rows + rejected == held
