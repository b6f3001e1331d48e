"""Where a few tokens stand in seized data, looked up for a page."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl

from cases.engine.errors import EngineError
from cases.engine.lookup import lookup
from cases.engine.tokens import halves
from cases.matching.runs.sources import Searched
from cases.seizures.models import SeizedFile

_IN_FILE: Final = ("source", "hi", "lo", "row")
_PLACES: Final = pl.Schema(
    {
        "dataset": pl.Int64,
        "source": pl.Int64,
        "hi": pl.UInt64,
        "lo": pl.UInt64,
        "row": pl.UInt64,
    }
)


def places_of(searched: Searched, tokens: Iterable[uuid.UUID]) -> pl.DataFrame:
    """Each place once: dataset, source (a file), hi, lo, row.

    A file whose index cannot be read is left out and named; the others still count.
    """
    found = pl.concat([_PLACES.to_frame(), *_found(searched, halves(tokens))])
    return found.unique()


def _found(searched: Searched, wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for dataset, sources in searched.indexes.items():
        for source in sources:
            try:
                places = lookup([source], wanted)
            except (EngineError, OSError):
                _leave_out(searched, source.id)
                continue
            yield places.select(pl.lit(dataset, pl.Int64).alias("dataset"), *_IN_FILE)


def _leave_out(searched: Searched, pk: int) -> None:
    file = SeizedFile.objects.select_related("dataset").defer("layouts").get(pk=pk)
    searched.leave_out(
        "index_damaged",
        dataset=file.dataset_id,
        title=file.dataset.title,
        file=file.name,
    )
