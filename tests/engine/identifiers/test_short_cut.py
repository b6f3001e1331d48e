"""The short cut for clean columns takes what the rules take, and nothing else."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.engine.identifiers.alipay import Alipay
from cases.engine.identifiers.base import Status
from cases.engine.identifiers.mobile import Mobile
from cases.engine.identifiers.resident_id import ResidentId, check_character
from cases.engine.identifiers.shaped import ShapedKind
from cases.engine.side_by_side import side_by_side

KINDS = (Mobile, ResidentId, Alipay)


def by_the_rules(kind: type[ShapedKind], column: pl.Series) -> pl.DataFrame:
    rules: type[ShapedKind] = type("Rules", (kind,), {"proven_length": 0})
    return rules().read(column)


def proven(kind: type[ShapedKind], column: pl.Series) -> pl.Series:
    return pl.Series(kind().proven(side_by_side(column, kind.proven_length)))


def test_every_beginning_of_a_mobile_is_judged_alike() -> None:
    rng = np.random.default_rng(3)
    first = pl.int_range(10**5, eager=True).cast(pl.String).str.zfill(5)
    rest = pl.Series(rng.integers(0, 10**6, 10**5)).cast(pl.String).str.zfill(6)
    column = first + rest
    valid = by_the_rules(Mobile, column)["status"] == Status.VALID
    assert valid.sum() > 4_000
    assert proven(Mobile, column).equals(valid, check_names=False)


@pytest.mark.parametrize("year", [1, 1899, 1900, 1999, 2000, 2001, 2024, 2100, 9999])
def test_every_day_of_a_year_is_judged_alike(year: int) -> None:
    day = pl.int_range(10**4, eager=True).cast(pl.String).str.zfill(4)
    column = pl.select(pl.lit(f"110105{year:04}") + day + pl.lit("002")).to_series()
    column = pl.select(pl.lit(column) + check_character(pl.lit(column))).to_series()
    valid = by_the_rules(ResidentId, column)["status"] == Status.VALID
    days = {1900: 365, 1999: 365, 2000: 366, 2001: 365, 2024: 366}
    assert valid.sum() == days.get(year, 0)
    assert proven(ResidentId, column).equals(valid, check_names=False)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Mobile, "13800001234"),
        (Alipay, "13800001234"),
        (ResidentId, "11010519491231002X"),
        (ResidentId, "110105200002290015"),
    ],
)
def test_any_other_byte_at_any_place_is_judged_alike(
    kind: type[ShapedKind], value: str
) -> None:
    changed = [
        value[:place] + chr(byte) + value[place + 1 :]
        for place in range(len(value))
        for byte in range(128)
    ]
    column = pl.Series(changed)
    assert kind().read(column).equals(by_the_rules(kind, column))
    # The rules mend a small x; what the short cut takes is not mended any more.
    taken = column.filter(proven(kind, column))
    assert taken.len()
    assert taken.str.contains(f"^(?:{kind.shape})$").all()


CELLS = st.one_of(
    st.none(),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"[1-9][0-9]{5}(19|20)[0-9]{9}[0-9X]", fullmatch=True),
    st.sampled_from(["11010519491231002X", "110105200002290015", "十一个字节的"]),
    st.text(max_size=18),
)


@given(cells=st.lists(CELLS, max_size=30), kind=st.sampled_from(KINDS))
def test_a_column_of_all_sorts_is_read_as_by_the_rules(
    cells: list[str | None], kind: type[ShapedKind]
) -> None:
    column = pl.Series(cells, dtype=pl.String)
    assert kind().read(column).equals(by_the_rules(kind, column))
