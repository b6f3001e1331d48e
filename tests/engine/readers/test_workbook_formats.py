"""The same table is read from every kind of workbook, whatever its name says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from cases.engine.readers import Layout, extension_lies, sniff
from tests.engine.readers.helpers import opener, outcome
from tests.engine.readers.making_workbooks import (
    HEADER,
    PERSON,
    SHEET,
    changed,
    ods,
    workbook,
    xls,
    xlsb,
)

Make = Callable[..., bytes]

every_kind = pytest.mark.parametrize(
    ("make", "recognised"),
    [(workbook, "xlsx"), (xlsb, "xlsb"), (xls, "xls"), (ods, "ods")],
)


def layouts(data: bytes) -> list[Layout]:
    return sniff(opener(data), "seized")


@every_kind
def test_a_table_below_a_title_and_empty_rows_keeps_its_row_numbers(
    make: Make, recognised: str
) -> None:
    rows = [[], ["网贷料"], HEADER, PERSON, [], [None, 13900001234, "x"], HEADER]
    data = make(rows)
    [layout] = layouts(data)
    assert (layout.format, layout.header_line) == (recognised, 3)
    assert layout.columns == tuple(HEADER)
    found = outcome(data, layout)
    assert found.rows == {
        4: ("王某甲", "13800001234", "320000199001010016"),
        6: (None, "13900001234", "x"),
    }
    assert found.rejected == {2: "above_header", 7: "repeated_header"}
    assert found.accounted + 1 == len(rows)


@every_kind
def test_a_hidden_sheet_is_read_and_said_to_be_hidden(
    make: Make, recognised: str
) -> None:
    data = make([HEADER, PERSON], [[]], [HEADER, PERSON], hidden=2)
    found = layouts(data)
    assert [(each.sheet, each.hidden) for each in found] == [
        ("S0", False),
        ("S2", True),
    ]
    assert all(outcome(data, layout).rows.keys() == {2} for layout in found)


@every_kind
def test_the_digits_that_a_number_has_lost_are_zeros(
    make: Make, recognised: str
) -> None:
    data = make(
        [HEADER, ["甲", 1.38e10, 320000199001010016], ["乙", "1.38E+10", "32" * 9]]
    )
    [layout] = layouts(data)
    assert outcome(data, layout).rows == {
        2: ("甲", "13800000000", "320000199001010000"),
        3: ("乙", "1.38E+10", "32" * 9),
    }


@every_kind
def test_a_sheet_whose_first_cell_lies_far_down_is_not_taken_for_an_empty_one(
    make: Make, recognised: str
) -> None:
    data = make([*[[]] * 300, HEADER, PERSON])
    [layout] = layouts(data)
    assert (layout.header_line, layout.sample.height) == (301, 1)
    found = outcome(data, layout)
    assert (list(found.rows), found.blank) == ([302], 300)


@every_kind
def test_a_name_that_promises_another_kind_is_said_to_lie(
    make: Make, recognised: str
) -> None:
    [layout] = layouts(make([HEADER, PERSON]))
    assert layout.format == recognised
    suffixes = {"xlsx": ".XLSX", "xlsb": ".xlsb", "xls": ".xls", "ods": ".ods"}
    lying = {
        suffix: extension_lies(f"a{suffix}", recognised) for suffix in suffixes.values()
    }
    assert [suffix for suffix, lies in lying.items() if not lies] == [
        suffixes[recognised]
    ]


def test_tab_separated_text_named_xls_is_read_as_text_and_said_to_lie() -> None:
    data = "姓名\t手机号\n王某甲\t13800001234\n".encode("gb18030")
    [layout] = sniff(opener(data), "导出.xls")
    assert (layout.format, layout.separator) == ("delimited", "\t")
    assert extension_lies("导出.xls", layout.format)


def test_truth_values_dates_errors_and_formulas_come_as_what_was_saved() -> None:
    data = workbook([["甲", True, date(2020, 9, 1), "#N/A", "=1+1", 1.5, 2.0]])
    data = changed(
        data,
        SHEET,
        lambda sheet: sheet.replace(b"<v></v>", b"<v>2</v>").replace(
            b"<v />", b"<v>2</v>"
        ),
    )
    [layout] = layouts(data)
    assert outcome(data, layout).rows == {
        1: ("甲", "true", "2020-09-01 00:00:00", None, "2", "1.5", "2")
    }


def test_a_column_that_stays_empty_at_first_is_not_lost() -> None:
    """The first rows do not show it, but the sheet says how wide it is."""
    many: list[list[object]] = [["甲" * 2000, 1, None]] * 900
    data = workbook([HEADER, *many, PERSON])
    [layout] = layouts(data)
    assert outcome(data, layout).rows[902][2] == "320000199001010016"


def test_a_row_wider_than_the_sheet_says_is_rejected_with_its_text() -> None:
    rows: list[list[object]] = [
        [*HEADER],
        *[["甲" * 2000, 1]] * 900,
        [*PERSON, "备注"],
    ]
    data = changed(
        workbook(rows), SHEET, lambda sheet: sheet.replace(b"A1:D902", b"A1")
    )
    [layout] = layouts(data)
    found = outcome(data, layout)
    assert found.rejected == {902: "cell_count"}
    assert found.texts[902].endswith("320000199001010016\t备注")
    assert found.accounted + 1 == len(rows)
