"""Where a few tokens stand in seized data, looked up for a page."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import polars as pl

from cases.engine.lookup import lookup
from cases.engine.tokens import halves
from cases.matching.runs.sources import Searched


def places_of(searched: Searched, tokens: Iterable[uuid.UUID]) -> pl.DataFrame:
    """Each place once: dataset, source (a file), hi, lo, row."""
    of_file = {
        source.id: dataset
        for dataset, indexes in searched.indexes.items()
        for source in indexes
    }
    sources = [source for indexes in searched.indexes.values() for source in indexes]
    found = lookup(sources, halves(tokens)).select("source", "hi", "lo", "row")
    dataset = pl.col("source").replace_strict(of_file, return_dtype=pl.Int64)
    return found.unique().with_columns(dataset=dataset)
