"""Reads a column as the kind it is said to hold, and as the kind that comes with it.

A column of phones holds mobiles and landlines side by side, whatever its header
says. A number's own form tells which it is; nothing fits both.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cases.engine.identifiers.base import IdentifierKind, Status

_IS_VALID = pl.col("status") == Status.VALID
_IS_REFUSED = pl.col("status") == Status.INVALID


def read_with_sibling(
    kind: IdentifierKind, kinds: Mapping[str, IdentifierKind], column: pl.Series
) -> dict[str, pl.DataFrame]:
    """Readings (READINGS_SCHEMA) by the key of their kind.

    What the first kind refuses and its sibling knows counts as the sibling's alone;
    what neither knows counts as the first kind's, with its reason.
    """
    readings = kind.read(column)
    sibling = kinds.get(kind.sibling)
    if sibling is None:
        return {kind.key: readings}
    refused = readings.filter(_IS_REFUSED)
    known = _read_at(sibling, column, refused.get_column("pos").unique())
    if known.is_empty():
        return {kind.key: readings}
    return {kind.key: _without(readings, known), sibling.key: known}


def _read_at(
    kind: IdentifierKind, column: pl.Series, places: pl.Series
) -> pl.DataFrame:
    """The valid readings at these places of the column alone."""
    places = places.sort()
    found = kind.read(column.gather(places)).filter(_IS_VALID)
    return found.with_columns(pos=places.gather(found.get_column("pos")))


def _without(readings: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Remove from each cell as many refusals as the sibling found values in it."""
    counts = known.group_by("pos").agg(known=pl.len())
    numbered = readings.join(counts, on="pos", how="left", maintain_order="left")
    refusal = _IS_REFUSED.cast(pl.UInt32).cum_sum().over("pos")
    settled = _IS_REFUSED & (refusal <= pl.col("known").fill_null(0))
    return numbered.filter(~settled).drop("known")
