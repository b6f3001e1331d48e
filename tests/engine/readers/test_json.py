"""Seized JSON: what web services answered, and what programs logged."""

from __future__ import annotations

import json

import pytest

from cases.engine.errors import UnreadableFile
from cases.engine.readers import look_again, sniff
from cases.engine.readers.gathering import Blank, Rejected
from cases.engine.readers.json_text import document, lines
from cases.engine.readers.keyed import Keyed
from cases.engine.readers.window import Window
from tests.engine.readers.helpers import layout_of, opener, outcome

WANG = '{"姓名":"王某甲","手机":"13800001234"}'
LI = '{"姓名":"李某乙","手机":13900001234}'
LINES = f"{WANG}\n\n{LI}\n"
EXPECTED = [("王某甲", "13800001234", None), ("李某乙", "13900001234", None)]


def window(text: str, block: int = 1 << 20) -> Window:
    return Window(opener(text)(), "utf-8", block)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_json_lines_are_rows_with_their_line(encoding: str) -> None:
    data = LINES.encode(encoding)
    assert layout_of(data).format == "json_lines"
    found = outcome(data)
    assert found.rows == {1: EXPECTED[0], 3: EXPECTED[1]}
    assert found.blank == 1


@pytest.mark.parametrize(
    "data",
    [
        f"[{WANG},{LI}]",
        f'{{"data":[{WANG},\n{LI}]}}',
        f'{{"data":{{"list":[\n{WANG}\n,{LI}]}}}}',
        f"{WANG}\n{LI}".replace(",", ",\n").replace("{", "{\n"),
    ],
)
def test_a_document_of_any_shape_gives_its_records(data: str) -> None:
    assert layout_of(data).format == "json"
    found = outcome(data)
    assert list(found.rows.values()) == EXPECTED
    assert not found.rejected


def test_what_stands_around_the_records_is_rejected_and_not_lost() -> None:
    data = '{"code":0,"tel":"05150000",\n"data":[\n{"a":1}\n],\n"total":1}'
    found = outcome(data)
    assert found.rows == {3: ("1", None)}
    assert found.rejected == {1: "around_records", 4: "around_records"}
    assert "05150000" in found.texts[1]
    assert '"total":1' in found.texts[4]


def test_every_list_of_records_in_an_envelope_is_read() -> None:
    found = outcome('{"users":[{"a":1}],"orders":[{"b":2},{"b":3}]}')
    assert [cells[:2] for cells in found.rows.values()] == [
        ("1", None),
        (None, "2"),
        (None, "3"),
    ]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("13812345678901234567", "13812345678901234567"),
        ("1.38e10", "13800000000"),
        ("13800001234.0", "13800001234"),
        ('"1.38E+10"', "1.38E+10"),
        ("0.5", "0.5"),
        ("1e999999999", "1e999999999"),
        ("true", "true"),
        ("null", None),
        ('""', None),
        ('["13800001234",13900001234]', "13800001234; 13900001234"),
        ('[{"t":"x"},{"t":"y"}]', None),
        ('"a\\u0000b"', "ab"),
        ('"\\ud800x"', "?x"),
    ],
)
def test_a_value_keeps_every_digit(written: str, text: str | None) -> None:
    found = outcome(f'{{"k":{written},"z":1}}\n{{"k":"v","z":1}}\n')
    assert layout_of(f'{{"k":"v"}}\n{{"k":{written}}}\n').columns[0] == "k"
    row = found.rows[1]
    assert row[0] == text or "x; y" in row


def test_nested_objects_are_flattened() -> None:
    data = '{"a":{"b":{"c":"x"},"d":[{"e":1},{"e":2}]}}\n' * 2
    assert layout_of(data).columns == ("a.b.c", "a.d.e", "…")
    assert outcome(data).rows[1] == ("x", "1; 2", None)


def test_a_key_that_comes_twice_loses_neither_value() -> None:
    assert outcome('{"a":1,"a":2}\n' * 2).rows[1][0] == "1; 2"


def test_keys_that_come_later_are_kept_in_the_last_column() -> None:
    data = '{"a":1}\n' * 80_000 + '{"a":2,"手机":"13800001234"}\n'
    cells = outcome(data).rows[80_001]
    assert cells[0] == "2"
    assert json.loads(cells[1] or "") == {"手机": "13800001234"}


def test_a_broken_line_is_rejected_alone() -> None:
    found = outcome('{"a":1}\n{"a":"x\n{"a":3}\n')
    assert found.rejected == {2: "malformed"}
    assert set(found.rows) == {1, 3}


def test_after_a_broken_record_of_a_list_the_next_one_is_found() -> None:
    found = outcome('[\n{"a":1},\n{"a":"x},\n{"a":3},\n{"a":oops},\n{"a":5}\n]')
    assert found.rejected == {3: "malformed", 5: "malformed"}
    assert {line: cells[0] for line, cells in found.rows.items()} == {
        2: "1",
        4: "3",
        6: "5",
    }


def test_records_on_one_line_are_numbered() -> None:
    assert set(outcome('[{"a":1},{"a":2},{"a":3}]').rows) == {1, 2, 3}


@pytest.mark.parametrize("block", [7, 64, 1 << 20])
def test_a_record_of_any_length_is_given_up_in_bounded_memory(block: int) -> None:
    text = (
        '[{"a":"' + "x" * 5_000 + '"},\n{"a":2},[' + "[" * 3_000 + "],\n{" + '"a":3}]'
    )
    seen = window(text, block)
    largest = 0
    found = []
    for record in document.records(seen, longest=1_000):
        largest = max(largest, len(seen.text))
        found.append(record)
    assert [type(record) for record in found] == [Rejected, Keyed, Rejected, Keyed]
    assert {record.reason for record in found if isinstance(record, Rejected)} <= {
        "record_too_long",
        "too_deep",
    }
    assert largest < 3_000 + 2 * block


def test_a_line_of_any_length_is_given_up_in_bounded_memory() -> None:
    text = '{"a":1}\n{"a":"' + "x" * 5_000 + '"}\n\n{"a":[' + "[" * 2_000 + '\n{"a":4}'
    found = list(lines.records(window(text, 100), longest=1_500))
    assert [getattr(record, "reason", "") for record in found] == [
        "",
        "record_too_long",
        "",
        "record_too_long",
        "",
    ]
    assert isinstance(found[2], Blank)


def test_nesting_without_end_is_refused() -> None:
    found = outcome('{"a":1}\n{"a":' + "[" * 100_000 + '\n{"a":2}\n')
    assert found.rejected == {2: "too_deep"}


def test_a_file_without_any_record_says_so() -> None:
    with pytest.raises(UnreadableFile, match="no_records"):
        sniff(opener("[" * 50_000), "bomb.json")
    with pytest.raises(UnreadableFile, match="no_records"):
        sniff(opener("[]"), "empty.json")


def test_another_encoding_gives_other_keys() -> None:
    data = LINES.encode("gb18030")
    layout = layout_of(data)
    assert look_again(opener(data), layout) == layout


@pytest.mark.parametrize(
    "text", ["[section]\nkey=1\n", "{name} 138\n", "[1] 王某甲 138\n"]
)
def test_text_that_only_begins_like_json_is_text(text: str) -> None:
    assert layout_of(text).format == "delimited"
