"""Spreadsheets with what people and programs do to them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from tests.corpus.messy import Messy, Truth, messy
from tests.corpus.people import People
from tests.corpus.texts import HEADER, row, table, truth

Cell = str | int | float | None
Worksheet = xlsxwriter.worksheet.Worksheet


def workbook(
    sheets: Mapping[str, Iterable[Sequence[Cell]]],
    *,
    then: Callable[[xlsxwriter.Workbook], None] = lambda _book: None,
) -> bytes:
    """An .xlsx; texts stay texts, numbers become number cells."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_numbers": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    then(book)
    book.close()
    return held.getvalue()


@messy
def xlsx_with_texts(invent: People) -> Messy:
    people = invent.some()
    return Messy("客户.xlsx", workbook({"Sheet1": table(people)}), truth(people))


@messy
def xlsx_with_mobiles_as_numbers(invent: People) -> Messy:
    people = invent.some()
    rows: list[Sequence[Cell]] = [
        HEADER,
        *((p.name, int(p.mobile), p.resident_id, p.address) for p in people),
    ]
    return Messy("数字.xlsx", workbook({"Sheet1": rows}), truth(people))


@messy
def xlsx_with_mobiles_shown_as_powers_of_ten(invent: People) -> Messy:
    people = invent.some()
    rows: list[Sequence[Cell]] = [
        HEADER,
        *((p.name, int(p.mobile), p.resident_id, "") for p in people),
    ]

    def scientific(book: xlsxwriter.Workbook) -> None:
        book.worksheets()[0].set_column(1, 1, 9, book.add_format({"num_format": 11}))

    data = workbook({"Sheet1": rows}, then=scientific)
    return Messy("科学计数.xlsx", data, truth(people))


@messy
def xlsx_with_resident_ids_as_numbers(invent: People) -> Messy:
    people = [p for p in invent.some(40) if not p.resident_id.endswith("X")]
    rows: list[Sequence[Cell]] = [
        ["姓名", "身份证号"],
        *((p.name, float(p.resident_id)) for p in people),
    ]
    others = {"resident_id": {"truncated": len(people)}}
    found = Truth(len(people), {"resident_id": set()}, others)
    return Messy("截断.xlsx", workbook({"Sheet1": rows}), found)


@messy
def xlsx_with_a_hidden_sheet(invent: People) -> Messy:
    shown, hidden = invent.some(), invent.some()

    def hide(book: xlsxwriter.Workbook) -> None:
        book.worksheets()[1].hide()

    sheets = {"汇总": table(shown), "原始数据": table(hidden)}
    found = truth([*shown, *hidden], hidden=("原始数据",))
    return Messy("汇总.xlsx", workbook(sheets, then=hide), found)


@messy
def xlsx_with_a_merged_title(invent: People) -> Messy:
    people = invent.some()
    rows = [[], [], *table(people)]

    def title(book: xlsxwriter.Workbook) -> None:
        book.worksheets()[0].merge_range("A1:D1", "2020年8月客户名单")

    found = truth(people, 21, rejected={"above_header": 1})
    return Messy("名单.xlsx", workbook({"8月": rows}, then=title), found)


@messy
def xlsx_with_a_header_of_two_rows(invent: People) -> Messy:
    people = invent.some()
    rows = [[], ["", "手机号", "身份证号", "地址"], *map(row, people)]

    def merge(book: xlsxwriter.Workbook) -> None:
        sheet = book.worksheets()[0]
        sheet.merge_range("A1:A2", "姓名")
        sheet.merge_range("B1:D1", "联系方式")

    data = workbook({"Sheet1": rows}, then=merge)
    found = truth(people, 21, rejected={"above_header": 1})
    return Messy("两行表头.xlsx", data, found)


@messy
def xlsx_with_empty_rows_and_columns(invent: People) -> Messy:
    people = invent.some()
    rows: list[list[Cell]] = [[], []]
    for cells in table(people):
        rows += [[None, None, *cells], []]
    return Messy("空白.xlsx", workbook({"Sheet1": rows}), truth(people))


@messy
def xlsx_with_twelve_sheets(invent: People) -> Messy:
    months = {f"{month}月": invent.some(5) for month in range(1, 13)}
    people = [person for some in months.values() for person in some]
    sheets = {name: table(some) for name, some in months.items()}
    return Messy("全年.xlsx", workbook(sheets), truth(people))


@messy
def xlsm(invent: People) -> Messy:
    people = invent.some()
    held = io.BytesIO()
    plain = zipfile.ZipFile(io.BytesIO(workbook({"Sheet1": table(people)})))
    with plain, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as book:
        for member in plain.namelist():
            content = plain.read(member)
            if member == "[Content_Types].xml":
                content = content.replace(
                    b"application/vnd.openxmlformats-officedocument."
                    b"spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            book.writestr(member, content)
        book.writestr("xl/vbaProject.bin", b"never run")
    return Messy("自动群发.xlsm", held.getvalue(), truth(people))


@messy
def xls(invent: People) -> Messy:
    people = invent.some()
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for number, cells in enumerate(table(people)):
        for place, cell in enumerate(cells):
            is_mobile = number and place == 1
            sheet.write(number, place, int(cell) if is_mobile else cell)
    held = io.BytesIO()
    book.save(held)
    return Messy("旧版.xls", held.getvalue(), truth(people))


@messy
def ods(invent: People) -> Messy:
    people = invent.some()
    rows = "".join(
        f"<table:table-row>{_ods(cells)}</table:table-row>" for cells in table(people)
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="表1">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
        '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/"'
        f' manifest:media-type="{mimetype}"/>'
        '<manifest:file-entry manifest:full-path="content.xml"'
        ' manifest:media-type="text/xml"/></manifest:manifest>'
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as book:
        book.writestr("mimetype", mimetype)
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", manifest)
    return Messy("表格.ods", held.getvalue(), truth(people))


def _ods(cells: Sequence[str]) -> str:
    return "".join(
        '<table:table-cell office:value-type="string">'
        f"<text:p>{escape(cell)}</text:p></table:table-cell>"
        for cell in cells
    )


@messy
def xlsx_under_the_name_of_a_csv(invent: People) -> Messy:
    people = invent.some()
    return Messy("导出.csv", workbook({"Sheet1": table(people)}), truth(people))


@messy
def text_under_the_name_of_an_xls(invent: People) -> Messy:
    people = invent.some()
    text = "".join("\t".join(cells) + "\r\n" for cells in table(people))
    return Messy("系统导出.xls", text.encode("gbk"), truth(people))
