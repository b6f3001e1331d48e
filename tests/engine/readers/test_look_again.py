"""What the officer corrects in the preview is looked at anew."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from cases.engine.readers import look_again, sniff
from tests.engine.readers.helpers import layout_of, opener

TEXT = "导出\n姓名,手机号\n王某甲,13800001234\n李某乙,13900001234\n"


def test_an_unchanged_layout_stays_as_it_was() -> None:
    layout = layout_of(TEXT)
    again = look_again(opener(TEXT), layout)
    assert again == layout
    assert again.sample.equals(layout.sample)


def test_another_encoding_gives_other_texts() -> None:
    data = TEXT.encode("gb18030")
    wrong = replace(layout_of(data), encoding="utf-8")
    assert "姓名" not in look_again(opener(data), wrong).columns
    right = look_again(opener(data), replace(wrong, encoding="gb18030"))
    assert right.columns == ("姓名", "手机号")


def test_another_separator_gives_other_columns() -> None:
    layout = replace(layout_of(TEXT), separator="|", header_line=2)
    assert look_again(opener(TEXT), layout).columns == ("姓名,手机号",)


def test_without_a_header_the_first_line_is_a_row() -> None:
    again = look_again(opener(TEXT), replace(layout_of(TEXT), header_line=0))
    assert again.columns == ("1", "2")
    assert again.sample.row(0) == ("姓名", "手机号")


def test_a_header_line_that_holds_nothing_is_none() -> None:
    assert look_again(opener(TEXT), replace(layout_of(TEXT), header_line=99)) == (
        look_again(opener(TEXT), replace(layout_of(TEXT), header_line=0))
    )


def test_a_workbooks_header_can_be_moved() -> None:
    book = openpyxl.Workbook()
    for row in (["姓名", "手机号"], ["王某甲", "13800001234"]):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    source = opener(target.getvalue())
    [layout] = sniff(source, "a.xlsx")
    assert look_again(source, layout) == layout
    none = look_again(source, replace(layout, header_line=0))
    assert (none.columns, none.sample.height) == (("1", "2"), 2)


@pytest.mark.parametrize(
    "text",
    [
        '{"手机":"13800001234"}\n' * 2,
        "INSERT INTO t (phone) VALUES (13800001234);\n",
        "BEGIN:VCARD\nTEL:13800001234\nEND:VCARD\n",
    ],
)
def test_in_an_encoding_that_shows_no_record_the_columns_stay_without_a_sample(
    text: str,
) -> None:
    layout = layout_of(text)
    wrong = look_again(opener(text), replace(layout, encoding="utf-16-le"))
    assert wrong.columns == layout.columns
    assert wrong.sample.shape == (0, len(layout.columns))
    assert look_again(opener(text), replace(wrong, encoding="utf-8")) == layout
