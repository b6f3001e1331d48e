"""Workbooks made to harm are refused, or read without harm, in bounded memory."""

from __future__ import annotations

import io
import zipfile

import pytest

from cases.engine.errors import UnreadableFile
from cases.engine.readers import read, sniff
from tests.engine.readers.helpers import opener, outcome
from tests.engine.readers.making_workbooks import (
    HEADER,
    OLE2,
    PERSON,
    SHEET,
    archive,
    changed,
    ods,
    ods_of,
    with_rows,
    workbook,
    xls,
)


def ole2(*entries: str) -> bytes:
    """A container with these names in its directory, and nothing else."""
    names = [f"{entry}\0".encode("utf-16-le").ljust(128, b"\0") for entry in entries]
    return b"".join((OLE2.ljust(1024, b"\0"), *names))


STRINGS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
PLAIN = workbook([HEADER, PERSON])
ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;">]>'
)
ROW_OF_NUMBERS = (
    '<table:table-row><table:table-cell table:number-columns-repeated="16384"'
    ' office:value-type="float" office:value="1"/></table:table-row>'
)


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_all(data)
    return refused.value.code


def read_all(data: bytes) -> None:
    for layout in sniff(opener(data), "seized.xls"):
        list(read(opener(data), layout))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r=\"1048576\"><c r = 'XFD1048576'><v>1</v></c></row>",
        '<row r="3"><c r="xfd1048576"><v>1</v></c></row>',
        '<row r="3"><c r="A4294967295"><v>1</v></c></row>',
    ],
)
def test_cells_too_far_apart_are_refused_before_what_lies_between_is_allocated(
    rows: str,
) -> None:
    assert refusal(with_rows(rows)) == "workbook_too_large"


def test_a_sheet_that_only_claims_to_be_endless_is_read() -> None:
    data = changed(
        PLAIN, SHEET, lambda sheet: sheet.replace(b"A1:C2", b"A1:XFD2147483648")
    )
    [layout] = sniff(opener(data), "seized.xlsx")
    assert outcome(data, layout).rows.keys() == {2}


def test_a_million_empty_rows_are_counted() -> None:
    data = with_rows('<row r="1048576"><c r="A1048576"><v>7</v></c></row>')
    [layout] = sniff(opener(data), "seized.xlsx")
    found = outcome(data, layout)
    assert found.rows.keys() == {2, 1048576}
    assert found.blank == 1048576 - 3


def test_an_ods_of_repeated_cells_is_refused_within_the_limit_of_memory() -> None:
    table = f'<table:table table:name="b">{ROW_OF_NUMBERS * 10_000}</table:table>'
    assert refusal(ods_of(table)) == "workbook_too_large"


def test_entities_are_never_expanded() -> None:
    data = changed(
        PLAIN,
        SHEET,
        lambda sheet: ENTITIES + sheet.replace(b"320000199001010016", b"&c;"),
    )
    assert refusal(data) == "damaged_workbook"


def test_a_workbook_that_declares_entities_is_read_without_them() -> None:
    data = changed(PLAIN, BOOK, lambda book: ENTITIES + book)
    [layout] = sniff(opener(data), "seized.xlsx")
    assert outcome(data, layout).rows.keys() == {2}


def test_a_row_without_end_is_refused() -> None:
    data = changed(
        PLAIN, SHEET, lambda sheet: sheet.replace(b"<is>", b"<is>" + b"<r>" * 6_000_000)
    )
    assert refusal(data) == "workbook_too_large"


def test_elements_nested_deeply_do_no_harm() -> None:
    data = changed(
        PLAIN, SHEET, lambda sheet: sheet.replace(b"<is>", b"<is>" + b"<r>" * 500_000)
    )
    [layout] = sniff(opener(data), "seized.xlsx")
    assert outcome(data, layout).rows.keys() == {2}


def test_shared_strings_are_as_many_as_there_are_and_not_as_are_claimed() -> None:
    data = changed(
        xlsx_with_shared_strings(),
        STRINGS,
        lambda part: part.replace(b'uniqueCount="', b'uniqueCount="99999999999999'),
    )
    [layout] = sniff(opener(data), "seized.xlsx")
    assert outcome(data, layout).rows == {2: ("王某甲", "x", "y")}


def xlsx_with_shared_strings() -> bytes:
    texts = [*HEADER, "王某甲", "x", "y"]
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    rows = "".join(
        f'<row r="{line}">'
        + "".join(
            f'<c r="{column}{line}" t="s"><v>{place + 3 * (line - 1)}</v></c>'
            for place, column in enumerate("ABC")
        )
        + "</row>"
        for line in (1, 2)
    )
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    head, _tag, rest = members[SHEET].partition(b"<sheetData>")
    tail = rest[rest.index(b"</sheetData>") :]
    members[SHEET] = head + b"<sheetData>" + rows.encode() + tail
    members[STRINGS] = f'<sst count="6" uniqueCount="6">{items}</sst>'.encode()
    relations = "xl/_rels/workbook.xml.rels"
    if b"sharedStrings" not in members[relations]:
        members[relations] = members[relations].replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/'
            b'officeDocument/2006/relationships/sharedStrings"'
            b' Target="sharedStrings.xml"/></Relationships>',
        )
    return archive(members)


def test_a_part_longer_than_it_declares_is_damage_and_not_unpacked() -> None:
    data = bytearray(
        archive({**_members(PLAIN), SHEET: b"<sheetData>" + b" " * 90_000})
    )
    real = (90_011).to_bytes(4, "little")
    while (place := data.find(real)) >= 0:
        data[place : place + 4] = (4000).to_bytes(4, "little")
    assert refusal(bytes(data)) == "damaged_workbook"


def _members(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (PLAIN[: len(PLAIN) // 2], "damaged_workbook"),
        (xls([HEADER, PERSON])[:3000], "damaged_workbook"),
        (ole2("Root Entry", "WordDocument"), "unsupported_format"),
        (ole2("Root Entry", "Workbook"), "damaged_workbook"),
        (
            OLE2
            + bytes(504)
            + b"\x09\x08\x10\x00"
            + bytes(16)
            + b"\x2f\x00\x36\x00"
            + bytes(100),
            "password_protected",
        ),
        (
            ods(
                [HEADER],
                manifest="<manifest:file-entry><manifest:encryption-data/>"
                "</manifest:file-entry>",
            ),
            "password_protected",
        ),
        (workbook([]), "empty_workbook"),
        (xls([]), "empty_workbook"),
        (ods([]), "empty_workbook"),
        (
            changed(
                PLAIN,
                "xl/_rels/workbook.xml.rels",
                lambda part: part.replace(b'/worksheet"', b'/chartsheet"'),
            ),
            "empty_workbook",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_one_flipped_byte_in_a_sheet_is_damage() -> None:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as file:
        place = file.getinfo(SHEET).header_offset + 150
    data = bytearray(PLAIN)
    data[place] ^= 0xFF
    assert refusal(bytes(data)) == "damaged_workbook"


def test_a_sheet_that_is_named_but_not_there_is_damage() -> None:
    data = changed(
        PLAIN,
        "xl/_rels/workbook.xml.rels",
        lambda part: part.replace(b'"rId1"', b'"r"'),
    )
    assert refusal(data) == "damaged_workbook"


def test_odd_names_of_sheets_and_a_book_without_a_visible_one_are_read() -> None:
    name = "数 据'&<>\U0001f600"
    data = changed(
        PLAIN,
        BOOK,
        lambda book: book.replace(
            b'name="S0"', b'name="' + "数 据'&amp;&lt;&gt;😀".encode() + b'"'
        ).replace(b'state="visible"', b'state="veryHidden"'),
    )
    [layout] = sniff(opener(data), "seized.xlsx")
    assert (layout.sheet, layout.hidden) == (name, True)
    assert outcome(data, layout).rows.keys() == {2}


def test_a_sheet_with_a_header_alone_has_no_rows() -> None:
    [layout] = sniff(opener(workbook([HEADER])), "seized.xlsx")
    assert layout.columns == tuple(HEADER)
    assert not outcome(workbook([HEADER]), layout).rows
