"""Rows read = rows stored + rows rejected, whatever the file looks like."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.engine.readers import Layout
from tests.engine.readers.helpers import outcome

SEPARATORS = st.sampled_from([",", "\t", "|", ";"])
CELL = st.text(st.sampled_from('ab王 ,\t|;"\n1'), max_size=6)
JUNK = st.text(st.sampled_from("a王,|----\t;\0 1"), max_size=12)
QUOTED_JUNK = st.text(st.sampled_from('a王,"\n\r1'), max_size=60)
ENCODINGS = st.sampled_from(["utf-8", "gb18030", "utf-16-le"])


def layout(separator: str, width: int, encoding: str = "utf-8") -> Layout:
    columns = tuple(str(place) for place in range(1, width + 1))
    return Layout(
        format="delimited",
        encoding=encoding,
        separator=separator,
        header_line=0,
        columns=columns,
    )


def as_bytes(text: str, encoding: str) -> bytes:
    bom = "\ufeff" if encoding == "utf-16-le" else ""
    return (bom + text).encode(encoding)


@given(
    lines=st.lists(JUNK, max_size=30),
    separator=st.sampled_from([",", "\t", "|", ";", "----", ""]),
    width=st.integers(1, 4),
    encoding=ENCODINGS,
    batch_bytes=st.integers(2, 200).map(lambda size: size * 2),
)
def test_every_line_without_quotes_is_a_row_a_reject_or_blank(
    lines: list[str], separator: str, width: int, encoding: str, batch_bytes: int
) -> None:
    data = as_bytes("".join(line + "\n" for line in lines), encoding)
    if not separator:
        width = 1
    found = outcome(data, layout(separator, width, encoding), batch_bytes=batch_bytes)
    assert found.accounted == len(lines)
    for line, cells in found.rows.items():
        text = lines[line - 1]
        parts = text.split(separator) if separator else [text]
        assert [cell or "" for cell in cells] == parts[:width]
        assert not "".join(parts[width:]).strip()


@given(
    records=st.lists(
        st.lists(CELL, min_size=3, max_size=3).filter(lambda cells: any(cells)),
        max_size=15,
    ),
    separator=SEPARATORS,
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    batch_bytes=st.integers(1, 300),
)
def test_what_a_csv_program_writes_is_read_back_cell_by_cell(
    records: list[list[str]], separator: str, quoting: int, batch_bytes: int
) -> None:
    target = io.StringIO()
    writer = csv.writer(
        target,
        delimiter=separator,
        lineterminator="\n",
        quoting=csv.QUOTE_ALL if quoting == csv.QUOTE_ALL else csv.QUOTE_MINIMAL,
    )
    expected = {}
    line = 1
    for record in records:
        writer.writerow(record)
        expected[line] = tuple(cell or None for cell in record)
        line = target.getvalue().count("\n") + 1
    found = outcome(target.getvalue(), layout(separator, 3), batch_bytes=batch_bytes)
    assert found.rows == expected
    assert not found.rejected


@given(text=QUOTED_JUNK, batch_bytes=st.integers(1, 80))
def test_the_size_of_the_batches_changes_nothing(text: str, batch_bytes: int) -> None:
    small = outcome(text, layout(",", 2), batch_bytes=batch_bytes)
    whole = outcome(text, layout(",", 2))
    assert small.rows == whole.rows
    assert small.rejected == whole.rejected
    assert small.blank == whole.blank


@given(text=QUOTED_JUNK)
def test_quotes_never_lose_a_character_that_is_no_punctuation(text: str) -> None:
    found = outcome(text, layout(",", 2))
    kept = "".join(cell or "" for cells in found.rows.values() for cell in cells)
    kept += "".join(found.texts.values())
    for character in "a王1":
        assert kept.count(character) == text.count(character)


@pytest.mark.parametrize("short", [2, 3, 500, 1999, 2000])
@pytest.mark.parametrize("long", [1, 2, 700, 1998, 2000])
def test_a_long_line_does_not_make_up_for_a_short_one(short: int, long: int) -> None:
    lines = [f"{number},虚构,甲" for number in range(2_000)]
    lines[short - 1], lines[long - 1] = "缺", "多,出,两,格,子"
    found = outcome("".join(line + "\n" for line in lines), layout(",", 3))
    assert found.rejected == dict.fromkeys((short, long), "cell_count")
    assert found.accounted == len(lines)
    assert found.rows[1000] == ("999", "虚构", "甲")
