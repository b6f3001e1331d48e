"""The benchmark's seized file and reports, evidently invented."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from cases.engine.fictitious import mobiles, seizure_frame

_CHUNK: Final = 500_000
_SEED: Final = 20_210_130
# As in the hundred numbers that police once looked up by hand.
_VICTIMS: Final = 10


def make_seizure(path: Path, numbers: Path, rows: int) -> None:
    """A CSV of `rows` people, and their bare mobile numbers as Parquet."""
    rng = np.random.default_rng(_SEED)
    parts = []
    with path.open("wb") as stream:
        for start in range(0, rows, _CHUNK):
            frame = seizure_frame(rng, min(_CHUNK, rows - start))
            frame.write_csv(stream, include_header=start == 0)
            parts.append(frame.select(number=pl.col("手机号").cast(pl.UInt64)))
    pl.concat(parts).write_parquet(numbers)


def make_reports(seized: Path, numbers: Path, reports: int) -> None:
    """The victims' mobile numbers, one in ten of them from the seized file."""
    rng = np.random.default_rng(_SEED + 1)
    known = pl.read_parquet(seized)["number"]
    victims = min(reports // _VICTIMS, len(known))
    others = mobiles(rng, reports - victims, distinct=False, plain=True)
    chosen = pl.concat(
        [known.gather(rng.integers(0, len(known), victims)), others.cast(pl.UInt64)]
    )
    chosen.alias("number").to_frame().write_parquet(numbers)
