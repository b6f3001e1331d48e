"""Workbooks of every kind, well made and not."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlwt

HEADER: list[Any] = ["姓名", "手机号", "身份证号"]
PERSON: list[Any] = ["王某甲", 13800001234, "320000199001010016"]
SHEET = "xl/worksheets/sheet1.xml"

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "manifest")
)
_HIDDEN_STYLE = (
    '<office:automatic-styles><style:style style:name="ta1" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles>"
)


def workbook(*sheets: Iterable[list[Any]], hidden: int | None = None) -> bytes:
    """An .xlsx with the sheets S0, S1, …"""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for place, rows in enumerate(sheets):
        sheet = book.create_sheet(f"S{place}")
        for row in rows:
            sheet.append(row)
        if place == hidden:
            sheet.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xls(*sheets: Iterable[list[Any]], hidden: int | None = None) -> bytes:
    book = xlwt.Workbook()
    for place, rows in enumerate(sheets):
        sheet = book.add_sheet(f"S{place}")
        sheet.visibility = int(place == hidden)
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(line, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods(
    *sheets: Iterable[list[Any]], hidden: int | None = None, manifest: str = ""
) -> bytes:
    tables = "".join(
        _table(f"S{place}", "".join(map(_row, rows)), hidden=place == hidden)
        for place, rows in enumerate(sheets)
    )
    return ods_of(tables, manifest)


def ods_of(tables: str, manifest: str = "") -> bytes:
    content = (
        f"<office:document-content {_NAMESPACES}>{_HIDDEN_STYLE}<office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return archive(
        {
            "mimetype": _ODS.encode(),
            "META-INF/manifest.xml": (
                f"<manifest:manifest {_NAMESPACES}>{manifest}</manifest:manifest>"
            ).encode(),
            "content.xml": content.encode(),
        }
    )


def _table(name: str, rows: str, *, hidden: bool) -> str:
    style = ' table:style-name="ta1"' if hidden else ""
    return f"<table:table table:name={quoteattr(name)}{style}>{rows}</table:table>"


def _row(cells: list[Any]) -> str:
    inside = "".join(map(_cell, cells or [None]))
    return f"<table:table-row>{inside}</table:table-row>"


def _cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        text = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def xlsb(*sheets: Iterable[list[Any]], hidden: int | None = None) -> bytes:
    """The records of [MS-XLSB] 2.4 that a reader needs, and no others."""
    members, bundle, relations = {}, b"", ""
    for place, rows in enumerate(sheets):
        part = f"worksheets/sheet{place}.bin"
        members[f"xl/{part}"] = b"".join(
            (
                _record(0x94, bytes(16)),
                _record(0x91),
                *(_binary_row(line, row) for line, row in enumerate(rows)),
                _record(0x92),
            )
        )
        state = struct.pack("<II", place == hidden, place)
        bundle += _record(0x9C, state + _wide(f"rId{place}") + _wide(f"S{place}"))
        relations += f'<Relationship Id="rId{place}" Target="{part}"/>'
    members["xl/workbook.bin"] = bundle + _record(0x90) + _record(0x9D)
    members["xl/_rels/workbook.bin.rels"] = (
        f"<Relationships>{relations}</Relationships>".encode()
    )
    return archive({"[Content_Types].xml": b"<Types/>", **members})


def _binary_row(line: int, cells: list[Any]) -> bytes:
    found = [_record(0x00, struct.pack("<I", line) + bytes(21))]
    for column, value in enumerate(cells):
        place = struct.pack("<II", column, 0)
        if isinstance(value, str):
            found.append(_record(0x06, place + _wide(value)))
        elif value is not None:
            found.append(_record(0x05, place + struct.pack("<d", value)))
    return b"".join(found)


def _record(kind: int, content: bytes = b"") -> bytes:
    """Kind and length in groups of seven bits, the lowest first."""
    size = len(content)
    head = [kind] if kind < 0x80 else [kind & 0x7F | 0x80, kind >> 7]
    while size >= 0x80:
        head.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*head, size]) + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def archive(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return target.getvalue()


def changed(book: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part of it written otherwise."""
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    before = members[part]
    members[part] = change(before)
    assert members[part] != before
    return archive(members)


def with_rows(rows: str) -> bytes:
    """An .xlsx of one sheet whose last rows are written as given."""
    return changed(
        workbook([HEADER, PERSON]),
        SHEET,
        lambda sheet: sheet.replace(b"</sheetData>", rows.encode() + b"</sheetData>"),
    )
