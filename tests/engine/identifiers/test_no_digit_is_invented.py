"""Properties that hold for whatever stands in a cell."""

from __future__ import annotations

import re
import unicodedata

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cases.engine.identifiers import KINDS, IdentifierKind, Status

CELLS = st.text(
    st.one_of(
        st.sampled_from("0123456789"),
        st.sampled_from("0123456789０１２+-.*xXE ()/、;@王T\u200b'\n"),
    ),
    max_size=40,
)
MOBILES = st.from_regex(r"1[38][0-9]{9}", fullmatch=True)


def occurs_in_order(digits: str, text: str) -> bool:
    rest = iter(text)
    return all(digit in rest for digit in digits)


@given(kind=st.sampled_from(list(KINDS.values())), raw=CELLS)
def test_no_digit_is_ever_invented(kind: IdentifierKind, raw: str) -> None:
    normal = unicodedata.normalize("NFKC", raw)
    for reading in kind.read_one(raw):
        if reading.value is None:
            assert reading.status is not Status.VALID
            assert reading.reason
            continue
        digits = "".join(re.findall("[0-9]", reading.value))
        upgraded = digits[:6] + digits[8:17]
        assert occurs_in_order(digits, normal) or (
            kind.key == "resident_id" and occurs_in_order(upgraded, normal)
        )


@given(raw=CELLS)
def test_a_mobile_is_never_a_slice_of_a_longer_run(raw: str) -> None:
    visible = unicodedata.normalize("NFKC", raw)
    visible = re.sub(r"[\u200b']", "", visible)
    unbroken = re.findall(r"[0-9]{12,}", visible)
    for reading in KINDS["mobile"].read_one(raw):
        if reading.value:
            for run in unbroken:
                assert (
                    reading.value not in run
                    or re.fullmatch(rf"(?:0|(?:00)?86){reading.value}", run)
                    or re.search(rf"(?<![0-9]){reading.value}(?![0-9])", visible)
                )


@given(cells=st.lists(st.one_of(CELLS, MOBILES, st.none()), max_size=20))
def test_a_column_reads_like_its_cells_one_by_one(cells: list[str | None]) -> None:
    mobile = KINDS["mobile"]
    frame = mobile.read(pl.Series(cells, dtype=pl.String))
    for position, cell in enumerate(cells):
        here = frame.filter(pl.col("pos") == position)
        alone = [] if cell is None else mobile.read_one(cell)
        assert here["value"].to_list() == [reading.value for reading in alone]
        assert here["status"].to_list() == [int(r.status) for r in alone]
