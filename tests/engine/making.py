"""Small made-up sources for the engine's tests."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from cases.engine.index import INDEX_SCHEMA, IndexSource, build
from cases.engine.tokens import Tokeniser

TOKENISER = Tokeniser(b"0123456789abcdef")
MOBILE, RESIDENT_ID = 1, 3


def entries(places: Iterable[tuple[int, str, int]]) -> pl.DataFrame:
    """Index entries of (kind, value, row), as an intake would make them."""
    rows = []
    for kind, value, row in places:
        token = TOKENISER.one(kind, value).int
        rows.append((kind, token >> 64, token & ((1 << 64) - 1), row))
    return pl.DataFrame(rows, schema=INDEX_SCHEMA, orient="row")


def make_source(
    number: int, folder: Path, places: Iterable[tuple[int, str, int]]
) -> IndexSource:
    build(entries(places), folder)
    return IndexSource(number, folder)
