"""Rows come out of the database as they went in, whatever their number."""

from __future__ import annotations

import numpy as np
import pytest
from psycopg import sql

from cases.common.packed import packed

ROW = np.dtype([("number", ">i8"), ("small", ">i2")])
QUERY = sql.SQL(
    "SELECT mod(n, 3), string_agg(int8send(n) || int2send((-n)::int2), '')"
    " FROM generate_series(1, {}) AS n GROUP BY 1"
)


@pytest.mark.parametrize("count", [0, 1, 10, 10_000])
def test_each_row_comes_once_with_its_group(db: None, count: int) -> None:
    answer = packed(QUERY.format(count), ROW)
    numbers, small = answer.fields["number"], answer.fields["small"]
    assert sorted(numbers) == list(range(1, count + 1))
    assert (small == -numbers).all()
    groups = [answer.groups[place] for place in answer.group_of]
    assert groups == [(number % 3,) for number in numbers]
