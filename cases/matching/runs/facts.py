"""What the rules read of fraud reports."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl
from psycopg import sql

from cases.common.packed import packed
from cases.matching.runs.bulk import as_array

# PostgreSQL counts days from then, and sends the last one it knows for `infinity`.
_FIRST_DAY: Final = (date(2000, 1, 1) - date(1970, 1, 1)).days
_NO_DAY: Final = 2**31 - 1

_ROW: Final = np.dtype([("report", ">i8"), ("day", ">i4")])
# By what has few values; by the day as well there would be too many groups to gather
# in the memory that a query has.
_FACTS: Final = sql.SQL(
    "SELECT method, victim_name <> '', string_agg("
    "  int8send(id) || date_send(coalesce(reported_on, 'infinity')), '')"
    " FROM cases_fraudreport WHERE {among} GROUP BY 1, 2"
)
_GROUP: Final = pl.Schema({"method": pl.Categorical(), "named": pl.Boolean()})

# Reports lie near each other if there are at most so many times as many numbers from
# the first to the last of them.
_NEAR: Final = 4


def among(reports: pl.Series, column: str = "id") -> sql.Composed:
    """A condition on the column that these reports meet.

    Where they lie near each other those between meet it as well: the server takes
    longer to look a million numbers up than to read some million reports.
    """
    name = sql.Identifier(column)
    if _are_near(reports):
        low, high = _bounds(reports)
        return sql.SQL("{} BETWEEN {} AND {}").format(name, low, high)
    return sql.SQL("{} = ANY({}::bigint[])").format(name, as_array(reports))


def report_facts(reports: pl.Series) -> pl.DataFrame:
    """reported_on, method and `named` (has a victim's name) of the reports, line by
    line; nulls where a report is gone."""
    answer = packed(_FACTS.format(among=among(reports)), _ROW)
    day = pl.col("day")
    days = pl.DataFrame(answer.fields).select(
        reported_on=pl.when(day != _NO_DAY).then(day + _FIRST_DAY).cast(pl.Date)
    )
    groups = pl.DataFrame(answer.groups, _GROUP, orient="row")
    rows = days.hstack(groups[answer.group_of])
    places = _places_near if _are_near(reports) else _places_far
    return rows.select(pl.all().gather(places(reports, answer.fields["report"])))


def _are_near(reports: pl.Series) -> bool:
    if reports.is_empty():
        return False
    low, high = _bounds(reports)
    return high - low < _NEAR * reports.len()


def _bounds(reports: pl.Series) -> tuple[int, int]:
    numbers = reports.to_numpy()
    return int(numbers.min()), int(numbers.max())


def _places_near(reports: pl.Series, known: npt.NDArray[Any]) -> pl.Series:
    """Where each report is among the known ones, or null."""
    low, high = _bounds(reports)
    places = np.full(high - low + 1, -1, np.int32)
    places[known - low] = np.arange(len(known))
    found = pl.Series(places[reports.to_numpy().astype(np.int64) - low])
    return found.set(found < 0, None)


def _places_far(reports: pl.Series, known: npt.NDArray[Any]) -> pl.Series:
    """As `_places_near`, without room for all the numbers between."""
    places = pl.DataFrame({"report": known}).with_row_index("place")
    asked = reports.cast(pl.Int64).to_frame("report")
    return asked.join(places, on="report", how="left", maintain_order="left")["place"]
