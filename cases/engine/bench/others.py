"""The same join of plain numbers by Polars and by pandas, in memory."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from cases.engine.bench import bare


def join_by_polars(seized: Path, reports: Path) -> float:
    """Seconds, from the Parquet files to the pairs."""

    def once() -> None:
        left, right = pl.scan_parquet(seized), pl.scan_parquet(reports)
        left.join(right, on="number").collect()

    return bare.best(once)


def join_by_pandas(seized: Path, reports: Path) -> float:
    """Seconds, from the Parquet files to the pairs."""
    # Not in the requirements: wherever pandas is installed Arrow loads it, which costs
    # each process two seconds.
    import pandas as pd

    def once() -> None:
        pd.read_parquet(seized).merge(pd.read_parquet(reports), on="number")

    return bare.best(once)
