"""What people write for a day, a sum, a province, a method and a heading."""

from __future__ import annotations

import io

import pytest

from cases.engine.readers import sniff
from cases.fraud.reading.dates import read_date
from cases.fraud.reading.guessing import guess_fields
from cases.fraud.reading.losses import read_loss
from cases.fraud.reading.methods import read_method
from cases.fraud.reading.provinces import read_province


@pytest.mark.parametrize(
    "text",
    [
        "2021-01-30",
        "2021/1/30",
        "2021.1.30",
        "2021年1月30日",
        "2021年1月30日 11时",
        "2021-01-30T11:00:00",
        "2021-01-30 11:00",
        "20210130",
        "44226",
        "44226.4583",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_date(text) == ("2021-01-30", "")


@pytest.mark.parametrize("text", ["2021-02-30", "tomorrow", "2999-01-01", "12"])
def test_no_day_is_invented(text: str) -> None:
    assert read_date(text) == (None, "bad_date")


def test_a_day_before_any_report_was_kept_is_a_placeholder() -> None:
    assert read_date("1980-01-01") == ("1980-01-01", "")
    assert read_date("1979-12-31") == (None, "bad_date")


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("34000", "34000.00"),
        ("34,000元", "34000.00"),
        ("3.4万", "34000.00"),
        ("3.4万元", "34000.00"),
        ("¥1,234.5", "1234.50"),
        ("1.2亿", "120000000.00"),
        ("3千元", "3000.00"),
        ("3.4w", "34000.00"),
        ("34k", "34000.00"),
    ],
)
def test_a_loss_is_read_in_yuan(text: str, yuan: str) -> None:
    assert read_loss(text) == (yuan, "")


def test_a_loss_that_is_none_is_not_guessed() -> None:
    assert read_loss("数千元") == (None, "bad_loss")
    assert read_loss("-5") == (None, "negative_loss")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("江苏", "32"),
        ("江苏省盐城市", "32"),
        ("Jiangsu", "32"),
        ("32", "32"),
        ("320900", "32"),
        ("内蒙古自治区呼和浩特市", "15"),
        ("hei long jiang province", "23"),
        ("重庆市", "50"),
    ],
)
def test_a_province_is_known_by_name_and_code(text: str, code: str) -> None:
    assert read_province(text) == (code, "")


def test_a_place_that_only_begins_like_a_province_is_none() -> None:
    assert read_province("海南藏族自治州") == (None, "unknown_province")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("F05", "F05"),
        ("f5", "F05"),
        ("虚假贷款", "F05"),
        ("Fake loan", "F05"),
        ("冒充公检法", "F08"),
        ("冒充购物客服退款", "F04"),
        ("网络刷单", "F01"),
    ],
)
def test_a_method_is_known_by_code_name_and_short_form(text: str, code: str) -> None:
    assert read_method(text) == (code, "")


def guessed(header: str, cells: str) -> list[str]:
    content = f"{header}\n{cells}\n".encode()
    return guess_fields(sniff(lambda: io.BytesIO(content), "reports.csv")[0])


def test_chinese_headings_say_what_the_columns_hold() -> None:
    header = (
        "案件编号,受理单位,发案地,报案日期,诈骗手法,损失金额(元),受害人,报案人电话,"
        "身份证号,来电号码,嫌疑人姓名,涉案账户,简要案情"
    )
    cells = "A1,某局,江苏,2021-01-30,刷单,3000,徐某甲,,,,王某乙,,转账"
    assert guessed(header, cells) == [
        "number",
        "unit_name",
        "province",
        "reported_on",
        "method",
        "loss",
        "victim_name",
        "mobile",
        "resident_id",
        "caller_mobile",
        "",
        "caller_bank_card",
        "narrative",
    ]


def test_english_headings_say_what_the_columns_hold() -> None:
    header = (
        "Report no.,Station,Province,Date reported,Method,Loss,Victim name,"
        "Victim phone,Caller number,Notes"
    )
    cells = "A1,One,Jiangsu,2021-01-30,Prize,3000,Xu,,,Paid"
    assert guessed(header, cells) == [
        "number",
        "unit_name",
        "province",
        "reported_on",
        "method",
        "loss",
        "victim_name",
        "mobile",
        "caller_mobile",
        "narrative",
    ]


def test_the_fields_own_names_are_headings_too() -> None:
    header = "number,reported_on,loss,victim_name,mobile,caller_mobile"
    cells = "A1,2021-01-30,3000,Xu,,"
    assert guessed(header, cells) == header.split(",")


def test_a_field_is_given_to_one_column_only() -> None:
    assert guessed("案件编号,报案日期,立案日期", "A1,2021-01-30,2021-02-01") == [
        "number",
        "reported_on",
        "",
    ]
