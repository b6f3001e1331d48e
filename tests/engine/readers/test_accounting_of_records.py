"""Rows read = rows stored + rows rejected, in every format that holds records."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from cases.engine.readers import Layout
from tests.engine.readers.helpers import Outcome, outcome

CELL = st.text(st.sampled_from("a王1'\"\\,;(){}[]:\n\t -"), max_size=8)
ROWS = st.lists(st.tuples(CELL, CELL), max_size=12)
BATCHES = st.integers(1, 300)
JUNK = st.lists(
    st.sampled_from(
        ['{"a":1}', '{"a":', '"', "[", "]", "}", ",", "\n", "{", "王", '{"b":[1,2]}',
         "INSERT INTO t (a) VALUES ", "(1)", "('x')", "('x", ";", "\\", "'", "--", "/*",
         "BEGIN:VCARD\n", "END:VCARD\n", "TEL:138\n", "GO\n", "1"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


def layout(key: str, *columns: str, sheet: str = "") -> Layout:
    return Layout(key, sheet, "utf-8", header_line=0, columns=columns)


def unescaped(cells: tuple[str, str]) -> tuple[str | None, ...]:
    return tuple(cell or None for cell in cells)


def rows_of(found: Outcome) -> list[tuple[str | None, ...]]:
    assert not found.rejected
    return [row[:2] for row in found.rows.values()]


@given(rows=ROWS, batch_bytes=BATCHES, indent=st.sampled_from([None, 1]))
def test_what_a_program_writes_as_json_is_read_back(
    rows: list[tuple[str, str]], batch_bytes: int, indent: int | None
) -> None:
    records = [dict(zip("ab", cells, strict=True)) for cells in rows]
    document = json.dumps(records, ensure_ascii=False, indent=indent)
    lines = "".join(json.dumps(record) + "\n" for record in records)
    for key, text in (("json", document), ("json_lines", lines)):
        found = outcome(text, layout(key, "a", "b", "…"), batch_bytes=batch_bytes)
        assert rows_of(found) == [unescaped(cells) for cells in rows]


@given(rows=ROWS, batch_bytes=BATCHES, together=st.booleans())
def test_what_mysql_dumps_is_read_back(
    rows: list[tuple[str, str]], batch_bytes: int, together: bool
) -> None:
    def literal(cell: str) -> str:
        return "'" + re.sub(r"(['\"\\])", r"\\\1", cell).replace("\n", "\\n") + "'"

    values = [f"({literal(a)},{literal(b)})" for a, b in rows]
    head = "INSERT INTO `t` VALUES "
    if together:
        text = head + ",".join(values) + ";\n" if values else ""
    else:
        text = "".join(f"{head}{value};\n" for value in values)
    found = outcome(
        "-- MySQL\n" + text, layout("sql", "1", "2", sheet="t"), batch_bytes=batch_bytes
    )
    assert rows_of(found) == [unescaped(cells) for cells in rows]


@given(rows=ROWS, batch_bytes=BATCHES)
def test_what_postgresql_dumps_is_read_back(
    rows: list[tuple[str, str]], batch_bytes: int
) -> None:
    def literal(cell: str) -> str:
        return "'" + cell.replace("'", "''") + "'"

    head = "INSERT INTO t VALUES "
    lines = [f"{head}({literal(a)}, {literal(b)});\n" for a, b in rows]
    text = "-- PostgreSQL\n" + "".join(lines)
    found = outcome(text, layout("sql", "1", "2", sheet="t"), batch_bytes=batch_bytes)
    assert rows_of(found) == [unescaped(cells) for cells in rows]


@given(text=JUNK, batch_bytes=BATCHES)
def test_nonsense_is_accounted_for_and_no_digit_invented(
    text: str, batch_bytes: int
) -> None:
    for each in (
        layout("json", "a", "b", "…"),
        layout("json_lines", "a", "b", "…"),
        layout("sql", "a", sheet="t"),
        layout("vcard", "FN", "TEL", "…"),
    ):
        whole = outcome(text, each)
        small = outcome(text, each, batch_bytes=batch_bytes)
        assert small.rows == whole.rows
        assert small.rejected == whole.rejected
        kept = "".join(cell or "" for row in whole.rows.values() for cell in row)
        assert kept.count("8") <= text.count("8")


@given(text=JUNK)
def test_every_line_of_an_address_book_or_of_json_lines_is_accounted_for(
    text: str,
) -> None:
    found = outcome(text, layout("json_lines", "a", "b", "…"))
    kept = "".join(cell or "" for row in found.rows.values() for cell in row)
    kept += "".join(found.texts.values())
    assert kept.count("1") >= text.count("1") or found.rejected
    assert found.blank <= text.count("\n") + 1
