"""The bare tools that the engine is measured against."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

import duckdb
import polars as pl

P = ParamSpec("P")
T = TypeVar("T")


def apart(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a call in a process of its own, so that its memory is not ours."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(call, *args, **kwargs).result()


def convert(source: Path, target: Path) -> float:
    """Seconds that Polars takes to turn the CSV into Parquet, all as strings."""

    def once() -> None:
        pl.scan_csv(source, infer_schema=False).sink_parquet(target)

    return best(once)


def join(seized: Path, reports: Path, threads: int) -> tuple[float, int]:
    """Seconds that DuckDB takes to join the plain numbers, and how many pairs."""
    pairs = 0

    def once() -> None:
        nonlocal pairs
        with duckdb.connect(config={"threads": str(threads)}) as connection:
            left = connection.read_parquet(str(seized))
            right = connection.read_parquet(str(reports))
            left.join(right, "number").create("pairs")
            found = connection.execute("SELECT count(*) FROM pairs").fetchone()
            pairs = int(found[0]) if found else 0

    return best(once), pairs


def best(call: Callable[[], object]) -> float:
    """The better of two runs: whatever disturbed the other is not the tool's."""
    taken = []
    for _ in range(2):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return min(taken)
