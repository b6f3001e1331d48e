"""The bare tools that the engine is measured against."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import duckdb
import polars as pl

P = ParamSpec("P")
T = TypeVar("T")

_CHUNK: Final = 1 << 20


def apart(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a call in a process of its own, so that its memory is not ours."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(call, *args, **kwargs).result()


def convert(source: Path, target: Path) -> float:
    """Seconds that Polars takes to turn the CSV into Parquet, all as strings."""

    def once() -> None:
        pl.scan_csv(source, infer_schema=False).sink_parquet(target)

    return best(once)


def read(source: Path) -> None:
    """Read the file to its end, so that the system has it in memory."""
    with source.open("rb", buffering=0) as stream:
        buffer = bytearray(_CHUNK)
        while stream.readinto(buffer):
            pass


def write(source: Path, target: Path) -> float:
    """Seconds until the same bytes are on the disk, with nothing done to them."""

    def once() -> None:
        with source.open("rb") as clear, target.open("wb") as copy:
            shutil.copyfileobj(clear, copy, _CHUNK)
            os.fsync(copy.fileno())

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
    """The better of two runs: what slowed the other one down was not the tool, but
    other work or data still to be written from before."""
    taken = []
    for _ in range(2):
        os.sync()
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return min(taken)
