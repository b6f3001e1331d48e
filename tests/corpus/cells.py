"""Tables whose trouble is in the cells."""

from __future__ import annotations

from collections.abc import Callable

from tests.corpus.messy import Messy, Truth, delimited, messy
from tests.corpus.people import People, Person

_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def column(
    invent: People,
    header: str,
    kind: str,
    write: Callable[[Person, int], str],
    *,
    name: str = "cells.csv",
    n: int = 20,
) -> Messy:
    """Names and one column, in which everybody's value can be recovered."""
    people = invent.some(n)
    rows = [["姓名", header]]
    rows += [[p.name, write(p, place)] for place, p in enumerate(people)]
    valid = {kind: {getattr(person, kind) for person in people}}
    return delimited(name, rows, Truth(n, valid), separator="\t")


@messy
def ways_of_writing_a_mobile(invent: People) -> Messy:
    def write(person: Person, place: int) -> str:
        m = person.mobile
        parted = f"{m[:3]} {m[3:7]} {m[7:]}"
        return [
            f"+86{m}", f"0086{m}", f"86{m}", f"+86 {parted}", f"86-{m}", parted,
            parted.replace(" ", "-"), f"(+86){m}", f"0{m}", f" {m} ", f"电话：{m}",
            f"{m}（本人）",
        ][place % 12]  # fmt: skip

    return column(invent, "联系电话", "mobile", write, n=24)


@messy
def full_width_digits(invent: People) -> Messy:
    return column(
        invent, "手机", "mobile", lambda p, _: p.mobile.translate(_FULL_WIDTH)
    )


@messy
def full_width_resident_ids(invent: People) -> Messy:
    return column(
        invent,
        "身份证",
        "resident_id",
        lambda p, _: p.resident_id.translate(_FULL_WIDTH),
    )


@messy
def small_x_in_resident_ids(invent: People) -> Messy:
    return column(
        invent, "证件号码", "resident_id", lambda p, _: p.resident_id.lower(), n=60
    )


@messy
def numbers_that_were_floats(invent: People) -> Messy:
    return column(invent, "手机号", "mobile", lambda p, _: f"{p.mobile}.0")


@messy
def apostrophes_and_hidden_characters(invent: People) -> Messy:
    def write(person: Person, place: int) -> str:
        m = person.mobile
        return [f"'{m}", f"`{m}", f"\u200b{m}", f"{m}\u200f", f"\ufeff{m}",
                f"{m[:3]}\u200b{m[3:]}", f"\x07{m}", f"‘{m}’"][place % 8]  # fmt: skip

    return column(invent, "手机号", "mobile", write, n=16)


@messy
def several_numbers_in_a_cell(invent: People) -> Messy:
    people = invent.some(24)
    marks = ["/", "、", "；", ",", " ", "，"]
    rows = [["姓名", "电话"]]
    for place in range(0, 24, 2):
        mark = marks[place // 2 % len(marks)]
        rows.append(["某", people[place].mobile + mark + people[place + 1].mobile])
    valid = {"mobile": {p.mobile for p in people}}
    return delimited("多号.txt", rows, Truth(12, valid), separator="\t")


@messy
def name_and_number_glued(invent: People) -> Messy:
    people = invent.some()
    rows = [[f"{p.name}{p.mobile}"] for p in people]
    valid = {"mobile": {p.mobile for p in people}}
    return delimited("通讯录.txt", rows, Truth(20, valid))


@messy
def number_and_name_glued_beside_an_address(invent: People) -> Messy:
    people = invent.some()
    rows = [[f"{p.mobile}{p.name}", p.address] for p in people]
    valid = {"mobile": {p.mobile for p in people}}
    return delimited("收货.txt", rows, Truth(20, valid), separator="\t")


@messy
def scientific_notation_in_a_text(invent: People) -> Messy:
    people = invent.some()
    rows = [["姓名", "手机号"], *([p.name, p.mobile] for p in people)]
    rows += [["某", "1.38E+10"], ["某", "1.39e+10"]]
    valid = {"mobile": {p.mobile for p in people}}
    others = {"mobile": {"invalid": 2}}
    return delimited("excel另存.csv", rows, Truth(22, valid, others))


@messy
def resident_ids_that_excel_cut(invent: People) -> Messy:
    people = invent.some()
    rows = [["姓名", "身份证号"]]
    rows += [[p.name, p.resident_id] for p in people[:15]]
    rows += [[p.name, p.resident_id[:15] + "000"] for p in people[15:]]
    valid = {"resident_id": {p.resident_id for p in people[:15]}}
    others = {"resident_id": {"truncated": 5}}
    return delimited("截断.csv", rows, Truth(20, valid, others))


@messy
def masked_numbers(invent: People) -> Messy:
    people = invent.some()
    rows = [["姓名", "手机号"]]
    rows += [[p.name, p.mobile] for p in people[:12]]
    rows += [[p.name, f"{p.mobile[:3]}****{p.mobile[7:]}"] for p in people[12:16]]
    rows += [[p.name, f"{p.mobile[:3]}xxxx{p.mobile[7:]}"] for p in people[16:]]
    valid = {"mobile": {p.mobile for p in people[:12]}}
    return delimited("脱敏.csv", rows, Truth(20, valid, {"mobile": {"masked": 8}}))


@messy
def resident_ids_of_fifteen_digits(invent: People) -> Messy:
    people = [p for p in invent.some(60) if p.resident_id[6:8] == "19"]
    rows = [["姓名", "身份证号"]]
    rows += [[p.name, p.resident_id[:6] + p.resident_id[8:17]] for p in people]
    valid = {"resident_id": {p.resident_id for p in people}}
    return delimited("老证.csv", rows, Truth(len(people), valid))


@messy
def mobiles_and_landlines_in_one_column(invent: People) -> Messy:
    people = invent.some()
    rows = [["姓名", "联系电话"]]
    rows += [[p.name, p.mobile] for p in people]
    rows += [[p.name, f"{p.landline[:4]}-{p.landline[4:]}"] for p in people[:8]]
    valid = {
        "mobile": {p.mobile for p in people},
        "landline": {p.landline for p in people[:8]},
    }
    return delimited("电话.csv", rows, Truth(28, valid))


@messy
def qq_numbers_that_look_like_mobiles(invent: People) -> Messy:
    people = invent.some()
    rows = [["昵称", "QQ号"], *([p.name, p.mobile] for p in people)]
    return delimited("qq.csv", rows, Truth(20, {"qq": {p.mobile for p in people}}))


@messy
def landlines_that_lost_their_zero(invent: People) -> Messy:
    people = invent.some()
    rows = [["单位", "固定电话"], *([p.name, p.landline] for p in people[:12])]
    rows += [[p.name, p.landline[1:]] for p in people[12:]]
    valid = {"landline": {p.landline for p in people[:12]}}
    others = {"landline": {"invalid": 8}}
    return delimited("座机.csv", rows, Truth(20, valid, others))


@messy
def every_kind(invent: People) -> Messy:
    kinds = {
        "手机": "mobile",
        "身份证": "resident_id",
        "固话": "landline",
        "银行卡": "bank_card",
        "QQ": "qq",
        "微信": "wechat",
        "支付宝": "alipay",
        "邮箱": "email",
        "IMEI": "imei",
        "钱包地址": "crypto_address",
    }
    people = invent.some()
    rows = [["姓名", *kinds]]
    rows += [[p.name, *(getattr(p, kind) for kind in kinds.values())] for p in people]
    valid = {kind: {getattr(p, kind) for p in people} for kind in kinds.values()}
    return delimited("全部.csv", rows, Truth(20, valid))


@messy
def placeholders_for_nothing(invent: People) -> Messy:
    people = invent.some()
    rows = [["姓名", "手机号"], *([p.name, p.mobile] for p in people)]
    rows += [["某", empty] for empty in ("无", "NULL", "-", "/", "N/A", "--")]
    valid = {"mobile": {p.mobile for p in people}}
    return delimited("空值.csv", rows, Truth(26, valid))


@messy
def wrong_numbers(invent: People) -> Messy:
    people = invent.some()
    rows = [["姓名", "手机号", "身份证号"]]
    rows += [[p.name, p.mobile, p.resident_id] for p in people]
    last = "1" if people[0].resident_id[-1] != "1" else "2"
    rows += [["某", "1380000111", people[0].resident_id[:-1] + last]]
    rows += [["某", "12000000000", "320000201302301234"]]
    valid = {
        "mobile": {p.mobile for p in people},
        "resident_id": {p.resident_id for p in people},
    }
    others = {"mobile": {"invalid": 2}, "resident_id": {"invalid": 2}}
    return delimited("错号.csv", rows, Truth(22, valid, others))
