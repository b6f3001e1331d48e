"""Texts with separators: their encodings, separators and headers."""

from __future__ import annotations

from typing import Any

from tests.corpus.messy import Messy, Truth, delimited, messy
from tests.corpus.people import People, Person

HEADER = ["姓名", "手机号", "身份证号", "地址"]


def row(person: Person) -> list[str]:
    return [person.name, person.mobile, person.resident_id, person.address]


def truth(people: list[Person], rows: int | None = None, **more: Any) -> Truth:
    """Everybody's mobile and resident ID can be recovered."""
    return Truth(
        rows=len(people) if rows is None else rows,
        valid={
            "mobile": {person.mobile for person in people},
            "resident_id": {person.resident_id for person in people},
        },
        **more,
    )


def table(people: list[Person]) -> list[list[str]]:
    return [HEADER, *map(row, people)]


@messy
def utf8(invent: People) -> Messy:
    people = invent.some()
    return delimited("客户.csv", table(people), truth(people))


@messy
def utf8_with_byte_order_mark(invent: People) -> Messy:
    people = invent.some()
    return delimited("导出.csv", table(people), truth(people), encoding="utf-8-sig")


@messy
def gb18030_with_tabs(invent: People) -> Messy:
    people = invent.some()
    return delimited(
        "料.txt", table(people), truth(people), separator="\t", encoding="gb18030"
    )


@messy
def gbk_with_dos_line_ends(invent: People) -> Messy:
    people = invent.some()
    return delimited(
        "8月.csv", table(people), truth(people), encoding="gbk", end="\r\n"
    )


@messy
def utf16_with_byte_order_mark(invent: People) -> Messy:
    people = invent.some()
    return delimited(
        "unicode.txt", table(people), truth(people), separator="\t", encoding="utf-16"
    )


@messy
def utf16_without_byte_order_mark(invent: People) -> Messy:
    people = invent.some()
    return delimited("sheet.txt", table(people), truth(people), encoding="utf-16-le")


@messy
def big5(invent: People) -> Messy:
    people = invent.some(40)
    rows = [["姓名", "手機號碼", "身份證號", "備註"]]
    rows += [
        ["王小明", p.mobile, p.resident_id, "臺灣團購會員資料，請盡快聯絡這個客戶"]
        for p in people
    ]
    return delimited("會員.csv", rows, truth(people), encoding="big5")


@messy
def old_mac_line_ends(invent: People) -> Messy:
    people = invent.some()
    return delimited("mac.csv", table(people), truth(people), end="\r")


@messy
def four_hyphens_without_header(invent: People) -> Messy:
    people = invent.some()
    return delimited("一手料.txt", [*map(row, people)], truth(people), separator="----")


@messy
def pipes_without_header(invent: People) -> Messy:
    people = invent.some()
    return delimited("dump.txt", [*map(row, people)], truth(people), separator="|")


@messy
def two_pipes(invent: People) -> Messy:
    people = invent.some()
    return delimited("dump2.txt", table(people), truth(people), separator="||")


@messy
def carets(invent: People) -> Messy:
    people = invent.some()
    return delimited("export.dat", table(people), truth(people), separator="^")


@messy
def tildes_without_header(invent: People) -> Messy:
    people = invent.some()
    return delimited("x.txt", [*map(row, people)], truth(people), separator="~")


@messy
def semicolons_and_quotes(invent: People) -> Messy:
    people = invent.some()
    rows = [HEADER] + [
        [f'"{p.name}；又名""小{p.name[0]}"""', p.mobile, p.resident_id, '"a;b"']
        for p in people
    ]
    return delimited("名单.csv", rows, truth(people), separator=";")


@messy
def cells_over_several_lines(invent: People) -> Messy:
    people = invent.some()
    rows = [HEADER] + [
        [p.name, p.mobile, p.resident_id, f'"{p.address}\n请放门口\n"'] for p in people
    ]
    return delimited("快递.csv", rows, truth(people))


@messy
def blanks_for_separators(invent: People) -> Messy:
    people = invent.some()
    rows = [[p.name, p.mobile, p.resident_id] for p in people]
    return delimited("空格.txt", rows, truth(people), separator=" ")


@messy
def several_separators_in_one_file(invent: People) -> Messy:
    people = invent.some(30)
    separators = ["----", "\t", "|", ",", ";"]
    lines = [
        separators[place % len(separators)].join([p.name, p.mobile, p.resident_id])
        for place, p in enumerate(people)
    ]
    text = "".join(line + "\n" for line in lines)
    return Messy("整理.txt", text.encode(), truth(people))


@messy
def one_number_a_line(invent: People) -> Messy:
    people = invent.some()
    valid = {"mobile": {p.mobile for p in people}}
    return delimited("号码.txt", [[p.mobile] for p in people], Truth(20, valid))


@messy
def header_in_line_three(invent: People) -> Messy:
    people = invent.some()
    rows = [["2020年8月客户名单"], ["仅供内部使用", "", "", ""], *table(people)]
    found = truth(people, 22, rejected={"above_header": 2})
    return delimited("8月客户.csv", rows, found)


@messy
def header_repeated(invent: People) -> Messy:
    people = invent.some(30)
    rows = [HEADER]
    for place, person in enumerate(people, 1):
        rows.append(row(person))
        if place % 10 == 0:
            rows.append(HEADER)
    found = truth(people, 33, rejected={"repeated_header": 3})
    return delimited("合并.csv", rows, found)


@messy
def blank_lines_between(invent: People) -> Messy:
    people = invent.some()
    text = "\n\n".join(",".join(cells) for cells in table(people)) + "\n\n\n"
    return Messy("空行.csv", text.encode(), truth(people))


@messy
def english_header(invent: People) -> Messy:
    people = invent.some()
    rows = [["Full Name", "Mobile Number", "ID Card No.", "Address"]]
    rows += map(row, people)
    return delimited("customers.csv", rows, truth(people))


@messy
def last_line_cut_off(invent: People) -> Messy:
    people = invent.some()
    whole = delimited("cut.csv", table(people), truth(people))
    found = truth(people, 21, rejected={"cell_count": 1})
    return Messy(whole.name, whole.data + "王某甲,1380000".encode(), found)


@messy
def a_line_of_damaged_bytes(invent: People) -> Messy:
    people = invent.some()
    whole = delimited("damaged.csv", table(people), truth(people))
    line = b"\xff\xfe\xfa,13800001111,\xff,\xff\n"
    found = truth(people, 21, rejected={"undecodable": 1})
    return Messy(whole.name, whole.data + line, found)


@messy
def a_line_with_a_nul_byte(invent: People) -> Messy:
    people = invent.some()
    whole = delimited("nul.csv", table(people), truth(people))
    line = "王某甲,138\x0000001111,,\n".encode()
    found = truth(people, 21, rejected={"nul_byte": 1})
    return Messy(whole.name, whole.data + line, found)


@messy
def header_in_two_lines(invent: People) -> Messy:
    people = invent.some()
    rows = [["客户资料", "", "联系方式", ""], HEADER, *map(row, people)]
    found = truth(people, 21, rejected={"above_header": 1})
    return delimited("两行表头.csv", rows, found)
