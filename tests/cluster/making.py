"""A match of next to nothing, cut as one of billions is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cases.engine.index import BUCKETS, IndexSource
from cases.engine.join import spark
from tests.engine.making import MOBILE

PLACES = [(MOBILE, f"199000{n:05}", n) for n in range(50)]


def in_stretches(
    patch: pytest.MonkeyPatch, sources: Sequence[IndexSource], count: int
) -> None:
    """A match of the sources is done in `count` goes, of as many buckets each."""
    size = sum(
        source.bucket(number).stat().st_size
        for source in sources
        for number in range(BUCKETS)
    )
    patch.setattr(spark, "_STRETCH_BYTES", -(-size // count))
