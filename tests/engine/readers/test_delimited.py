"""Seized text files, row by row."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO, cast

import pytest

from cases.engine.readers import Layout, read
from cases.engine.readers.chunks import LONGEST_LINE
from tests.engine.readers.helpers import HEADER, layout_of, opener, outcome

ROW = ("王某甲", "13800001234", "网贷")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", "|", ";", "----"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_encoding_separator_and_line_end_gives_the_same_rows(
    encoding: str, separator: str, ending: str
) -> None:
    lines = [separator.join(("姓名", "手机号", "备注")), *[separator.join(ROW)] * 3]
    found = outcome((ending.join(lines) + ending).encode(encoding), batch_bytes=64)
    assert found.rows == {2: ROW, 3: ROW, 4: ROW}
    assert not found.rejected


def test_utf16_of_either_byte_order_is_read() -> None:
    data = codecs.BOM_UTF16_BE + f"{HEADER}{','.join(ROW)}\n".encode("utf-16-be")
    assert outcome(data).rows == {2: ROW}


def test_a_second_byte_that_looks_like_a_separator_is_none() -> None:
    # In GB18030 the character 亅 is 0x81 0x7C, and 0x7C alone is `|`.
    character = b"\x81\x7c".decode("gb18030")
    data = f"姓名|手机号\n{character}某甲|13800001234\n".encode("gb18030")
    assert outcome(data).rows == {2: (f"{character}某甲", "13800001234")}


def test_a_list_of_numbers_is_one_column_without_a_header() -> None:
    layout = layout_of("13800001234\n\n13900001234")
    assert (layout.header_line, layout.columns, layout.separator) == (0, ("1",), "")
    found = outcome("13800001234\n\n13900001234")
    assert found.rows == {1: ("13800001234",), 3: ("13900001234",)}
    assert found.blank == 1


def test_quoted_cells_may_hold_separators_quotes_and_line_breaks() -> None:
    found = outcome(
        HEADER + '"王某甲","1,2","a ""b"" c"\n"王\r\n某乙",13900001234,\n王某丙,1,2\n'
    )
    assert found.rows == {
        2: ("王某甲", "1,2", 'a "b" c'),
        3: ("王\n某乙", "13900001234", None),
        5: ("王某丙", "1", "2"),
    }


def test_a_quote_that_is_never_closed_does_not_swallow_the_rows_below() -> None:
    rows = "".join(f"王某乙,1390000{n:04},x\n" for n in range(2000))
    found = outcome(HEADER + '"王某甲,13800001234,x\n' + rows, batch_bytes=4096)
    assert len(found.rows) == 2001
    assert found.rows[2] == ('"王某甲', "13800001234", "x")


def test_quotes_inside_a_cell_are_ordinary_characters() -> None:
    found = outcome(HEADER + '5" 管,1380000"1234,"好"的\n')
    assert found.rows == {2: ('5" 管', '1380000"1234', "好的")}


def test_too_many_or_too_few_cells_are_rejected_with_line_and_text() -> None:
    found = outcome(HEADER + "王,1\n王,1,2,3\n\n王,1,2\n")
    assert found.rejected == {2: "cell_count", 3: "cell_count"}
    assert found.texts[3] == "王,1,2,3"
    assert (found.rows, found.blank) == ({5: ("王", "1", "2")}, 1)


def test_empty_cells_beyond_the_header_are_tolerated() -> None:
    assert outcome(HEADER + "王,1,2,,\n李,1,2\n").rows[2] == ("王", "1", "2")


def test_a_header_that_comes_again_is_rejected() -> None:
    found = outcome(HEADER + "王,1,2\n" + HEADER + "李,1,2\n")
    assert found.rejected == {3: "repeated_header"}
    assert set(found.rows) == {2, 4}


def test_a_title_above_the_header_is_named_as_such() -> None:
    data = "2020年9月 网贷料\n\n姓名,手机号,备注\n王某甲,13800001234,网贷\n"
    found = outcome(data)
    assert (found.rejected, found.blank) == ({1: "above_header"}, 1)
    assert found.rows == {4: ROW}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_bytes_that_mean_nothing_reject_their_line_alone(encoding: str) -> None:
    good = f"{','.join(ROW)}\n".encode(encoding)
    data = HEADER.encode(encoding) + good + b"\xff\xff,1,2\n" + good
    found = outcome(data)
    assert found.rejected == {3: "undecodable"}
    assert set(found.rows) == {2, 4}


def test_a_nul_byte_rejects_its_line_alone() -> None:
    found = outcome(HEADER + "王\0,1,2\n李,1,2\n")
    assert found.rejected == {2: "nul_byte"}
    assert "\0" not in found.texts[2]
    assert set(found.rows) == {3}


def test_gb18030_is_recognised_behind_much_ascii() -> None:
    ascii_rows = "a,13800001234,x\n" * 30_000
    data = f"name,phone,note\n{ascii_rows}王某甲,1,2\n".encode("gb18030")
    assert layout_of(data).encoding == "gb18030"
    assert outcome(data).rows[30_002] == ("王某甲", "1", "2")


def test_columns_without_a_header_text_are_named_by_their_number() -> None:
    layout = layout_of("姓名,,备注\n王,13800001234,x,2\n李,13900001234,y,3\n")
    assert layout.columns == ("姓名", "2", "备注", "4")


def test_a_header_alone_is_a_file_of_no_rows() -> None:
    found = outcome(HEADER)
    assert (found.rows, found.rejected, found.blank) == ({}, {}, 0)


def test_positions_run_to_the_end_of_the_file() -> None:
    data = (HEADER + ",".join(ROW) + "\n").encode() * 50
    found = outcome(data, batch_bytes=256)
    assert found.positions == sorted(found.positions)
    assert found.positions[-1] == len(data)


class OneLongLine(io.RawIOBase):
    """A header, an endless line and a row, made while they are read."""

    def __init__(self, megabytes: int) -> None:
        head = f"{HEADER}王某甲,13800001234,网贷\n".encode()
        tail = b"\n" + f"{','.join(ROW)}\n".encode()
        self.blocks = iter([head, *[b"x" * (1 << 20)] * megabytes, tail])
        self.left = b""
        self.largest_request = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self.largest_request = max(self.largest_request, size)
        while len(self.left) < size and (block := next(self.blocks, None)) is not None:
            self.left += block
        taken, self.left = self.left[:size], self.left[size:]
        return taken


def test_an_endless_line_is_skipped_and_reading_goes_on() -> None:
    layout = Layout(
        format="delimited",
        encoding="utf-8",
        separator=",",
        columns=("姓名", "手机号", "备注"),
    )

    def endless() -> BinaryIO:
        return cast(BinaryIO, OneLongLine(64))

    batches = list(read(endless, layout, batch_bytes=1 << 20))
    rejected = [row for batch in batches for row in batch.rejected.iter_rows()]
    assert [(line, reason) for line, reason, _ in rejected] == [(3, "line_too_long")]
    assert len(rejected[0][2]) < 2048
    assert [line for batch in batches for line in batch.lines] == [2, 4]


def test_a_long_line_inside_a_batch_is_rejected_too() -> None:
    long = "x" * (LONGEST_LINE + 1)
    found = outcome(f"{HEADER}{long},1,2\n王,1,2\n", batch_bytes=8 << 20)
    assert found.rejected == {2: "line_too_long"}
    assert set(found.rows) == {3}


def test_a_stream_that_cannot_seek_is_read_all_the_same() -> None:
    layout = layout_of(HEADER + "王,1,2\n")

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    data = (HEADER + "王,1,2\n").encode()
    batches = list(read(lambda: Pipe(data), layout))
    assert [batch.total for batch in batches] == [0]
    assert sum(batch.rows.height for batch in batches) == 1


def test_two_readings_of_a_file_are_the_same() -> None:
    data = HEADER + "王,1,2\n李,1\n"
    layout = layout_of(data)
    first, second = (list(read(opener(data), layout)) for _ in range(2))
    assert [batch.rows.rows() for batch in first] == [
        batch.rows.rows() for batch in second
    ]
