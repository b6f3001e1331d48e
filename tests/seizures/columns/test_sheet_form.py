"""What an officer may correct about a sheet depends on its format."""

from __future__ import annotations

from typing import cast

import pytest
from django.forms import ChoiceField

from cases.engine.readers import FORMATS
from cases.engine.readers.separators import MIXED
from cases.seizures.columns.layouts import SheetItem, guess
from cases.seizures.forms import ColumnsForm, SheetForm
from tests.engine.readers.helpers import opener


def item(text: str, name: str = "seized.txt") -> SheetItem:
    [found] = guess(opener(text), name)
    return found


def test_every_format_names_only_settings_that_can_be_corrected() -> None:
    for each in FORMATS.values():
        assert each.settings <= {"encoding", "separator", "header_line"}


@pytest.mark.parametrize(
    "text",
    [
        '{"手机":"13800001234"}\n' * 2,
        "INSERT INTO t (phone) VALUES (13800001234);\n",
        "BEGIN:VCARD\nTEL:13800001234\nEND:VCARD\n",
    ],
)
def test_of_a_file_of_records_only_the_encoding_can_be_corrected(text: str) -> None:
    assert list(SheetForm(item=item(text)).fields) == ["encoding"]


@pytest.mark.parametrize("typed", ["##", ", ", " ", "="])
def test_an_officer_may_type_any_separator(typed: str) -> None:
    data = {"encoding": "utf-8", "separator": ",", "header_line": "0"}
    form = SheetForm({**data, "other_separator": typed}, item=item("a,b\n" * 4))
    assert form.is_valid()
    assert form.cleaned_data == {
        "encoding": "utf-8",
        "separator": typed,
        "header_line": 0,
    }


def test_a_separator_that_was_found_is_among_the_choices() -> None:
    unusual = item("王某甲^13800001234\n李某乙^13900001234\n")
    field = SheetForm(item=unusual).fields["separator"]
    assert isinstance(field, ChoiceField)
    assert ("^", "^") in cast(list[tuple[str, str]], field.choices)
    data = {"encoding": "utf-8", "separator": "^", "header_line": "0"}
    assert SheetForm(data, item=unusual).is_valid()


def test_quotes_and_line_breaks_are_no_separators() -> None:
    data = {"encoding": "utf-8", "separator": MIXED, "header_line": "0"}
    form = SheetForm({**data, "other_separator": 'a"'}, item=item("a,b\n" * 4))
    assert not form.is_valid()


def test_a_key_that_is_a_number_is_not_shown_in_the_clear() -> None:
    sheet = item('{"13800001234":"王某甲","b":"x"}\n' * 2)
    assert ColumnsForm(item=sheet).fields["0"].label == "138****34"
