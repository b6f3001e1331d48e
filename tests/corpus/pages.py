"""Pages that systems write when somebody presses "export to Excel"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from tests.corpus.messy import Messy, Truth, messy
from tests.corpus.people import People, Person
from tests.corpus.texts import HEADER, row, table, truth

_OFFICE = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
    ' xmlns="http://www.w3.org/TR/REC-html40"><head>'
    '<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    "<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet>"
    "<x:Name>Sheet1</x:Name></x:ExcelWorksheet></x:ExcelWorksheets>"
    "</x:ExcelWorkbook></xml><![endif]-->"
    '<style>td {{mso-number-format:"\\@";}} .n {{content:"<table>13900000000"}}</style>'
    "</head><body>"
)
_SPREADSHEET = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n'
)


def lines(rows: Sequence[Sequence[str]], write: Callable[[str], str] = escape) -> str:
    """As rows of a table, each cell as it is written by `write`."""
    return "".join(
        "<tr>" + "".join(f"<td>{write(cell)}</td>" for cell in cells) + "</tr>\n"
        for cells in rows
    )


def page(body: str, charset: str = "utf-8") -> bytes:
    text = _OFFICE.format(charset=charset) + body + "</body></html>\n"
    return text.encode(charset)


@messy
def page_of_an_office_in_gbk(invent: People) -> Messy:
    people = invent.some()
    cells = "".join(
        f"<tr height=19><td class=xl24 x:str>{p.name}</td>"
        f"<td style='mso-number-format:\"\\@\";color:red'>{p.mobile}</td>"
        f'<td style="vnd.ms-excel.numberformat:@">{p.resident_id}</td>'
        f"<td>{p.address}&nbsp;</td></tr>"
        for p in people
    )
    heads = "".join(f"<th>{text}</th>" for text in HEADER)
    body = f"<table border=1><thead><tr>{heads}</tr></thead>{cells}</table>"
    return Messy("订单导出.xls", page(body, "gbk"), truth(people))


@messy
def page_that_says_gb2312_and_is_utf8(invent: People) -> Messy:
    people = invent.some()
    data = page(f"<table>{lines(table(people))}</table>")
    return Messy("report.xls", data.replace(b"=utf-8", b"=gb2312"), truth(people))


@messy
def page_in_utf16(invent: People) -> Messy:
    people = invent.some()
    return Messy("u.htm", page(f"<table>{lines(table(people))}</table>", "utf-16"),
                 truth(people))  # fmt: skip


@messy
def page_with_entities_and_tags_in_its_cells(invent: People) -> Messy:
    people = invent.some()

    def write(person: Person, place: int) -> str:
        m = person.mobile
        return [
            "".join(f"&#{ord(digit)};" for digit in m),
            "".join(f"&#x{ord(digit):X};" for digit in m),
            f"&nbsp;{m}&nbsp;", f"<b>{m[:3]}</b><font color=#ff0000>{m[3:]}</font>",
            f"\n      {m}\n    ", f"<!-- 13900000000 -->{m}", f"<a href='#'>{m}</a>",
            f'<span title="<td>13900000000">{m}</span>', f"<p>{m}</p>", f"{m}<br/>",
        ][place % 10]  # fmt: skip

    cells = "".join(
        f"<tr><td>{p.name}</td><td>{write(p, place)}</td><td>{p.resident_id}</td></tr>"
        for place, p in enumerate(people)
    )
    head = lines([HEADER[:3]])
    body = f"<script>var a='<tr><td>13900000000</td></tr>';</script>{head}{cells}"
    return Messy("网页.html", page(f"<table>{body}</table>"), truth(people))


@messy
def page_with_several_numbers_in_a_cell(invent: People) -> Messy:
    people = invent.some()
    marks = ("<br>", "<br />", "</p><p>", "</div><div>", "&nbsp;", "、")
    rows = [
        f"<tr><td>某<td>{people[place].mobile}{marks[place // 2 % len(marks)]}"
        f"{people[place + 1].mobile}"
        for place in range(0, len(people), 2)
    ]
    body = "<table><tr><th>姓名<th>电话" + "".join(rows) + "</table>"
    valid = {"mobile": {p.mobile for p in people}}
    return Messy("多号.xls", page(body), Truth(10, valid))


@messy
def page_whose_tags_are_not_ended(invent: People) -> Messy:
    people = invent.some()
    body = "<TABLE>" + "".join(
        "<TR>" + "".join(f"<TD>{cell}" for cell in cells) + "\n"
        for cells in table(people)
    )
    return Messy("老系统.xls", page(f"{body}</TABLE>"), truth(people))


@messy
def page_with_a_title_and_a_header_of_two_rows(invent: People) -> Messy:
    people = invent.some()
    body = (
        '<table><tr><td colspan="4"><b>2020年8月客户名单</b></td></tr>'
        '<tr><td rowspan="2">姓名</td><td colspan="3">联系方式</td></tr>'
        f"{lines([HEADER[1:]])}{lines(list(map(row, people)))}</table>"
    )
    found = truth(people, 22, rejected={"above_header": 2})
    return Messy("名单.xls", page(body), found)


@messy
def page_with_merged_cells_down(invent: People) -> Messy:
    people = invent.some()
    body = lines([["订单", *HEADER]])
    for first, second in zip(people[::2], people[1::2], strict=True):
        body += f"<tr><td rowspan=2>D1</td>{lines([row(first)])[4:]}"
        body += lines([row(second)])
    return Messy("合并.xls", page(f"<table>{body}</table>"), truth(people))


@messy
def page_with_a_table_in_a_table_and_one_after_it(invent: People) -> Messy:
    outer, inner = invent.some(), invent.some()
    body = (
        f"<table><tr><td><table>{lines(table(inner))}</table></td></tr></table>"
        f"<table>{lines(table(outer))}</table>"
    )
    return Messy("嵌套.htm", page(body), truth([*inner, *outer]))


@messy
def page_that_repeats_its_header(invent: People) -> Messy:
    people = invent.some()
    rows = [*table(people[:10]), *table(people[10:])]
    found = truth(people, 21, rejected={"repeated_header": 1})
    return Messy("分页.xls", page(f"<table>{lines(rows)}</table>"), found)


@messy
def page_cut_off_in_its_last_row(invent: People) -> Messy:
    people = invent.some()
    whole = lines(table(people))
    cut = whole[: whole.rindex(people[-1].resident_id) + 15]
    data = page(f"<table>{cut}").removesuffix(b"</body></html>\n")
    found = truth(people[:19], 20, rejected={"unfinished": 1})
    return Messy("中断.xls", data, found)


@messy
def page_with_mobiles_shown_as_powers_of_ten(invent: People) -> Messy:
    """The program that wrote it notes what some are worth; of others it does not."""
    people = invent.some()
    noted = "".join(
        f'<tr><td>{p.name}</td><td x:num="{p.mobile}">1.38E+10</td></tr>'
        for p in people
    )
    body = lines([["姓名", "手机号"]]) + noted + lines([["某", "1.38E+10"]] * 2)
    valid = {"mobile": {p.mobile for p in people}}
    found = Truth(22, valid, {"mobile": {"invalid": 2}})
    return Messy("科学计数.xls", page(f"<table>{body}</table>"), found)


def _cells(cells: Sequence[str]) -> str:
    return "".join(
        f'<Cell><Data ss:Type="String">{escape(cell)}</Data></Cell>' for cell in cells
    )


def _worksheet(name: str, body: str, options: str = "") -> str:
    return (
        f'<Worksheet ss:Name="{name}"><Table><Column ss:Width="60"/>{body}</Table>'
        f'<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">{options}'
        "</WorksheetOptions></Worksheet>\n"
    )


@messy
def xml_spreadsheet_with_a_hidden_sheet(invent: People) -> Messy:
    shown, hidden = invent.some(), invent.some()
    sheets = [
        "".join(f"<Row>{_cells(cells)}</Row>" for cells in table(people))
        for people in (shown, hidden)
    ]
    text = (
        _SPREADSHEET
        + _worksheet("汇总", sheets[0])
        + _worksheet("原始&amp;数据", sheets[1], "<Visible>SheetHidden</Visible>")
        + "</Workbook>"
    )
    found = truth([*shown, *hidden], hidden=("原始&数据",))
    return Messy("导出.xls", text.encode(), found)


@messy
def xml_spreadsheet_with_numbers_and_gaps(invent: People) -> Messy:
    people = invent.some()
    body = f'<Row ss:Index="3">{_cells(HEADER)}</Row>'
    for p in people[:10]:
        body += (
            f"<Row><Cell/><Cell><Data ss:Type='Number'>{p.mobile}</Data>"
            "<Comment><ss:Data>13900000000</ss:Data></Comment></Cell>"
            f'{_cells([p.resident_id])}</Row><Row ss:Height="20"/>'
        )
    for p in people[10:]:
        exponent = f"{p.mobile[0]}.{p.mobile[1:]}E+10"
        body += (
            f'<Row><Cell ss:Index="2"><Data ss:Type="Number">{exponent}</Data></Cell>'
            f"<Cell><Data ss:Type='String'><![CDATA[{p.resident_id}]]></Data></Cell>"
            "</Row>"
        )
    text = _SPREADSHEET + _worksheet("Sheet1", body) + "</Workbook>"
    return Messy("数字.xml", text.encode(), truth(people))
