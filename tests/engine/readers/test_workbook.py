"""Seized workbooks: every cell as the text it stands for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cases.engine.readers import Layout, sniff
from tests.engine.readers.helpers import Outcome, opener, outcome
from tests.engine.readers.making_workbooks import HEADER, workbook


def layouts(data: bytes) -> list[Layout]:
    return sniff(opener(data), "seized.xlsx")


def read_all(data: bytes) -> Outcome:
    [layout] = layouts(data)
    return outcome(data, layout)


def test_cells_come_as_the_text_they_stand_for() -> None:
    data = workbook(
        [HEADER, ["王某甲", 13800001234, "320000199001010016"], ["李某乙", None, None]]
    )
    found = read_all(data)
    assert found.rows == {
        2: ("王某甲", "13800001234", "320000199001010016"),
        3: ("李某乙", None, None),
    }


def test_a_number_of_eighteen_digits_shows_where_it_was_cut() -> None:
    """A number cell keeps 15 digits; text keeps all."""
    found = read_all(
        workbook(
            [
                HEADER,
                ["甲", 1, 320000199001010016],
                ["乙", 2, "320000199001010016"],
            ]
        )
    )
    assert found.rows[2][2] == "320000199001010000"
    assert found.rows[3][2] == "320000199001010016"


def test_a_phone_in_scientific_form_is_whole_in_a_number_cell() -> None:
    found = read_all(workbook([HEADER, ["甲", 1.3800001234e10, "x"]]))
    assert found.rows[2][1] == "13800001234"


def test_a_date_cell_is_a_date() -> None:
    moment = datetime(2020, 9, 1, 12, 30, tzinfo=UTC).replace(tzinfo=None)
    found = read_all(workbook([["姓名", "注册时间"], ["甲", moment]]))
    assert (found.rows[2][1] or "").startswith("2020-09-01")


def test_the_header_may_stand_in_the_third_row() -> None:
    data = workbook(
        [["2020年9月 网贷料"], [], HEADER, ["甲", 13800001234, "x"], HEADER]
    )
    [layout] = layouts(data)
    assert (layout.header_line, layout.columns) == (3, tuple(HEADER))
    found = outcome(data, layout)
    assert found.rows == {4: ("甲", "13800001234", "x")}
    assert found.rejected == {1: "above_header", 5: "repeated_header"}
    assert found.blank == 1


def test_every_sheet_is_read_and_a_hidden_one_is_said_to_be() -> None:
    rows: list[list[Any]] = [HEADER, ["甲", 13800001234, "x"]]
    found = layouts(workbook(rows, [], rows, hidden=2))
    assert [(layout.sheet, layout.hidden) for layout in found] == [
        ("S0", False),
        ("S2", True),
    ]


def test_many_rows_come_in_several_batches_with_their_own_line_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cases.engine.readers.workbook.rows.BATCH_ROWS", 10)
    rows = [["甲", 13800000000 + n, "x"] for n in range(35)]
    found = read_all(workbook([HEADER, *rows]))
    assert len(found.positions) == 4
    assert found.rows[36] == ("甲", "13800000034", "x")
    assert len(found.rows) == 35
