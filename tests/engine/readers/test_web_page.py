"""Tables of pages: their limits; what well-meant ones hold is in the corpus."""

from __future__ import annotations

import io
import tracemalloc
from dataclasses import replace

import pytest

from cases.engine.errors import UnreadableFile
from cases.engine.readers import look_again_at_all, sniff
from cases.engine.readers.web_page import pages
from cases.engine.readers.window import Window
from tests.engine.readers.helpers import layout_of, opener, outcome

SPREADSHEET = (
    '<?xml version="1.0"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">{}</Workbook>'
)


def page(body: str) -> str:
    return f"<html><body>{body}</body></html>"


def rows(body: str) -> list[tuple[str | None, ...]]:
    """Of the only table of a page without a header."""
    data = page(f"<table>{body}</table>")
    found = outcome(data, layout_of(data, "seized.xls"))
    assert not found.rejected
    return list(found.rows.values())


def test_each_table_is_a_sheet_and_empty_ones_are_none() -> None:
    data = page(
        "<table><tr><td>menu</td></tr></table><table></table><table><tr><td></table>"
        "<table><tr><th>手机号<tr><td>13800001234</table>"
    )
    layouts = sniff(opener(data), "seized.htm")
    assert [layout.sheet for layout in layouts] == ["1", "4"]
    assert {layout.format for layout in layouts} == {"html"}
    assert outcome(data, layouts[1]).rows == {2: ("13800001234",)}


def test_marked_heads_are_the_header_even_of_words_unknown() -> None:
    data = page("<table><tr><th>aaa<th>bbb<tr><td>x<td>13800001234</table>")
    assert layout_of(data).columns == ("aaa", "bbb")
    data = page("<table><tr><th>13800001234<th>x<tr><td>y<td>13800001235</table>")
    assert layout_of(data).header_line == 0


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("1&lt;2 &amp; 3", "1<2 & 3"),
        ("1 < 2, a <b and c", "1 < 2, a <b and c"),
        ("&nbsp;", None),
        ("a&nbsp;b", "a\xa0b"),
        ("a\n   b", "a b"),
        ("a<br>\n  b<br/>", "a\nb"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("138<b>0000</b>1234", "13800001234"),
        ("<![CDATA[a<td>b]]>c", "a<td>bc"),
        ("a<!-- <td>13900000000 -->b", "ab"),
        ("a<script>'<td>1'</script>b", "ab"),
        ("<a title='<td>1' href=x'y>b</a>", "b"),
        ("1.38E+10", "1.38E+10"),
        ("&lol;&#xFFFFFFFF;", "&lol;\ufffd"),
        ("a\0b", "ab"),
    ],
)  # fmt: skip
def test_a_cell_is_the_text_that_a_browser_shows(cell: str, text: str | None) -> None:
    assert rows(f"<tr><td>13800001234<td>{cell}</td></tr>") == [
        ("13800001234", text) if text else ("13800001234",)
    ]


def test_cells_stand_in_the_columns_where_a_browser_shows_them() -> None:
    body = (
        "<tr><td colspan=2>a<td rowspan=2>b<tr><td>c<td>d"
        "<tr><td rowspan=0>e<td colspan=0>f<td>g<tr><td>h"
    )
    assert rows(body) == [
        ("a", None, "b"),
        ("c", "d", None),
        ("e", "f", "g"),
        (None, "h", None),
    ]


def test_a_long_tag_ends_the_cell_before_it() -> None:
    """Else two numbers would become one."""
    styled = f"<td style='{'x' * 100_000}'>"
    assert rows(f"<tr><td>1380000{styled}1234</tr>") == [("1380000", "1234")]


def test_an_index_says_where_rows_and_cells_of_a_spreadsheet_stand() -> None:
    data = SPREADSHEET.format(
        '<Worksheet ss:Name="A"><Table><Row ss:Index="4"><Cell ss:Index="2">'
        '<Data ss:Type="String">a</Data></Cell><Cell ss:MergeAcross="1"/>'
        '<Cell><Data ss:Type="String">b&#10;c</Data></Cell></Row>'
        '<Row ss:Index="2"><Cell><Data ss:Type="Number">1.3800001234E+10</Data></Cell>'
        '</Row></Table></Worksheet><Worksheet ss:Name="A"><Table><Row>'
        "<Cell><Data>d</Data></Cell></Row></Table></Worksheet>"
    )
    layouts = sniff(opener(data), "seized.xls")
    assert [layout.sheet for layout in layouts] == ["A", "A (2)"]
    found = outcome(data, layouts[0])
    assert found.rows == {
        4: (None, "a", None, None, "b\nc"),
        5: ("13800001234", None, None, None, None),
    }
    assert found.blank == 3


def test_a_wider_row_after_the_first_ones_is_read_too() -> None:
    body = "<tr><td>13800001234" * 200 + "<tr><td>a<td>b"
    assert rows(body)[-1] == ("a", "b")


def test_the_officer_corrects_header_and_encoding_of_each_table() -> None:
    tables = "<table><tr><td>甲<td>乙<tr><td>丙<td>丁<tr><td>1<td>2</table>" * 2
    data = page(tables).encode("gbk")
    first, second = sniff(opener(data), "seized.xls")
    changed = [replace(first, header_line=2), replace(second, encoding="utf-8")]
    first, second = look_again_at_all(opener(data), changed)
    assert (first.header_line, first.columns) == (2, ("丙", "丁"))
    assert outcome(data, first).rejected == {1: "above_header"}
    assert outcome(data, second).rejected[1] == "undecodable"


def test_bytes_that_are_no_characters_cost_their_row_alone() -> None:
    data = page("<table><tr><td>王<td>1<tr><td>@@<td>2<tr><td>李<td>3</table>")
    data_in_gbk = data.encode("gbk").replace(b"@@", b"\xff\xff")
    found = outcome(data_in_gbk, layout_of(data_in_gbk))
    assert found.rejected == {2: "undecodable"}
    assert list(found.rows) == [1, 3]


def test_a_row_beyond_measure_is_rejected_and_the_next_one_read() -> None:
    wide = "<td colspan=1000>x" * 20
    long = "<td>" + "9" * (1 << 21)
    body = f"<tr><td>a<tr>{wide}<tr>{long}</td></tr><tr><td>b"
    data = page(f"<table>{body}</table>")
    found = outcome(data, layout_of(data))
    assert found.rejected == {2: "cell_count", 3: "record_too_long"}
    assert [row[0] for row in found.rows.values()] == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (page("<table><tr><td>" * 40), "page_too_large"),
        (page("<table><tr><td>1</table>" * 300), "page_too_large"),
        (page("<table><tr><td>&nbsp;</table>"), "no_records"),
        (SPREADSHEET.format(""), "no_records"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "web_archive"),
    ],
)
def test_it_is_refused_with_its_reason(data: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        sniff(opener(data), "seized.xls")
    assert (refused.value.code, refused.value.where["file"]) == (code, "seized.xls")


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "<div>",
        "<b>",
        "x<br>",
        "<div ",
        "<!-- <",
        "&nbsp",
        "<td>",
        "<tr>",
        "<td rowspan=0>",
        "<![CDATA[x",
        "<script>",
    ],
)
def test_a_page_of_one_thing_takes_bounded_memory(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a megabyte, a row may hold 20 kB and the window sees 10."""
    monkeypatch.setattr("cases.engine.readers.web_page.tables.LONGEST_RECORD", 20_000)
    head = "<table><tr><td>13800001234</td></tr><tr><td>"
    stream = io.BytesIO((head + piece * (1_000_000 // len(piece))).encode())
    window = Window(stream, "utf-8", 10_000)
    tracemalloc.start()
    try:
        assert sum(1 for _row in pages.rows(window)) >= 2
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 900_000
