"""Which of a report's identifiers stand together in one seized row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from cases.engine.identifiers import KINDS
from cases.engine.index import IndexSource
from cases.engine.join import Brakes
from cases.engine.lookup import lookup
from cases.matching.runs.hits import repeated

# A row, and how many identifiers of the report it carries; of a link with others.
TOGETHER_SCHEMA: Final = pl.Schema(
    {"in_row": pl.UInt32, "shared_file": pl.Int64, "shared_row": pl.UInt64}
)
_WHICH: Final = ("report", "hi", "lo")
_PLACE: Final = ("source", "row")
# Of a value that was released in spite of its many rows, only the first one is seen.
_MOST: Final = Brakes().rows
# Places looked at in one go: some hundred megabytes.
_AT_ONCE: Final = 4_000_000


def with_rows_together(
    links: pl.DataFrame, indexes: Sequence[IndexSource]
) -> pl.DataFrame:
    """Adds to the links of a data set the row that carries most of the report's
    identifiers, this one among them (TOGETHER_SCHEMA).

    `in_row` of them stand in `shared_row` of `shared_file`, the first such row; where
    there is no second one, these two are null. An Alipay account is often the mobile
    number or the e-mail address itself, so it is no second witness.

    links: report, kind (its code), hi, lo, rows, first_file and first_row.
    """
    witness = (pl.col("kind") != KINDS["alipay"].code).cast(pl.UInt32)
    several = links.filter(repeated(links["report"]))
    best = [
        _best(part.with_columns(witness=witness), indexes) for part in _parts(several)
    ]
    if not best:
        return links.with_columns(
            witness.alias("in_row"),
            shared_file=pl.lit(None, pl.Int64),
            shared_row=pl.lit(None, pl.UInt64),
        )
    joined = links.join(pl.concat(best), on=_WHICH, how="left", maintain_order="left")
    return joined.with_columns(pl.col("in_row").fill_null(witness))


def _parts(links: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Whole reports, as many as have so many rows together."""
    ordered = links.sort("report")
    before = ordered["rows"].cum_sum() // _AT_ONCE
    part = pl.DataFrame({"report": ordered["report"], "part": before}).select(
        pl.col("part").first().over("report")
    )
    yield from ordered.hstack(part).partition_by("part", include_key=False)


def _best(links: pl.DataFrame, indexes: Sequence[IndexSource]) -> pl.DataFrame:
    """_WHICH and TOGETHER_SCHEMA."""
    seen = pl.col("rows").is_between(2, _MOST)
    first = links.filter(~seen).rename({"first_file": "source", "first_row": "row"})
    places = lookup(indexes, links.filter(seen)).select(*_PLACE, "hi", "lo").unique()
    everywhere = links.filter(seen).join(places, on=("hi", "lo"))
    columns = (*_WHICH, *_PLACE, "witness")
    rows = pl.concat([first.select(columns), everywhere.select(columns)]).with_columns(
        in_row=pl.col("witness").sum().over("report", *_PLACE)
    )
    best = rows.sort("in_row", *_PLACE, descending=[True, False, False]).unique(
        _WHICH, keep="first", maintain_order=True
    )
    shared = pl.when(pl.col("in_row") > 1)
    return best.select(
        *_WHICH,
        "in_row",
        shared.then("source").alias("shared_file"),
        shared.then("row").alias("shared_row"),
    ).cast(TOGETHER_SCHEMA)
