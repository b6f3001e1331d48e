"""Whom the search knows: everybody of the demo case, and nobody by chance."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import polars as pl
import pytest

from cases.demo import files as demo_files
from cases.demo.files import DemoFiles
from tests.browser.leaks.known import EVERYBODY, Found
from tests.matching.making import mobile
from tests.suspects.making import fictitious_id, wrong_id

_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{11,19}[Xx]?(?![0-9A-Za-z])")
_STREET = re.compile("[\u3400-\u9fff]{2,}省[\u3400-\u9fff]{2,}(?=[0-9])")
_PERSON = re.compile("[\u3400-\u9fff]某[\u3400-\u9fff](?![\u3400-\u9fff])")


def contents(made: DemoFiles) -> Iterator[str]:
    for _name, content in (made.wang_csv, made.loan_txt, *made.chain.values()):
        try:
            yield content.decode()
        except UnicodeDecodeError:
            yield content.decode("gb18030")
    for _name, content in (made.wang_xlsx, made.reports_xlsx):
        frame = pl.read_excel(io.BytesIO(content), infer_schema_length=0)
        yield frame.write_csv(separator="\t")


def test_every_victim_of_the_demo_case_is_known() -> None:
    whole = "\n".join(contents(demo_files.make()))
    numbers = {number.upper() for number in _NUMBER.findall(whole)}
    assert len(numbers) > 200_000
    assert [number for number in numbers if number not in EVERYBODY.numbers] == []
    people = set(_PERSON.findall(whole))
    assert len(people) == 200
    assert people <= EVERYBODY.victims
    streets = set(_STREET.findall(whole))
    assert len(streets) == 20
    assert streets <= EVERYBODY.streets


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (fictitious_id(1), True),
        (wrong_id(1), True),
        ("990000198013010016", False),
        (f"tel{mobile(1)}abc", True),
        (f"8613800{mobile(1)}", True),
        ("succeeded in 0.8413800004711958s", False),
        (f"succeeded in 12.{mobile(1)}s", True),
        (f"86.{mobile(1)}.0", True),
        (f"digest:{'a' * 20}{mobile(1)}0", False),
        (f"digest:{'1' * 21}{mobile(1)}", True),
    ],
)
def test_what_is_a_number_of_somebody_and_what_is_none(text: str, found: bool) -> None:
    hits = EVERYBODY.found_in(text.encode())
    assert bool(hits.victims) is found


def test_an_id_with_a_small_x_is_known_too() -> None:
    ids = (fictitious_id(seed) for seed in range(100))
    ends_in_x = next(each for each in ids if each.endswith("X"))
    hits = EVERYBODY.found_in(ends_in_x.lower().encode())
    assert hits == Found({ends_in_x}, set())
