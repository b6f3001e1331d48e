"""How long one match takes on one and on two workers of one core each.

    .venv-cluster/bin/python -m tests.cluster.figures [--entries N] [--workers 1 2]

Beside them the same match in this process. Of the second match, for which Java is
warm, it also says what processor time each entry took on the cluster: that is what
`manage.py capacity --cluster` calculates with.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from cases.engine.index import INDEX_SCHEMA, IndexSource, build
from cases.engine.join import Limits, Matches, match, spark
from cases.engine.join.cluster import Cluster, connected
from cases.engine.join.duck import REPORTS_SCHEMA
from tests.cluster.standalone import Standalone, standalone
from tests.engine.making import MOBILE

_SEED = 20_210_130


def tokens(count: int, rng: np.random.Generator) -> pl.DataFrame:
    halves = rng.integers(0, 1 << 64, (2, count), dtype=np.uint64)
    kind = pl.Series("kind", [MOBILE], pl.UInt8).new_from_index(0, count)
    return pl.DataFrame([kind]).with_columns(
        hi=pl.Series(halves[0]), lo=pl.Series(halves[1])
    )


def question(folder: Path, entries: int) -> tuple[list[IndexSource], pl.DataFrame]:
    """A tenth as many reports as entries, and one in ten of them to be found."""
    rng = np.random.default_rng(_SEED)
    seized = tokens(entries, rng).with_row_index("row").cast({"row": pl.UInt64})
    build(seized.select(INDEX_SCHEMA.names()), folder)
    known = seized.sample(entries // 100, seed=_SEED).select("kind", "hi", "lo")
    reports = pl.concat([known, tokens(entries * 9 // 100, rng)])
    reports = reports.with_row_index("report").cast({"report": pl.UInt64})
    return [IndexSource(1, folder)], reports.select(REPORTS_SCHEMA.names())


@dataclass(frozen=True)
class Timed:
    """Seconds on the clock, and of processors: of this process, or the cluster."""

    seconds: float
    cpu: float
    found: Matches


def timed(
    find: Callable[[], Matches], cpu: Callable[[], float] = time.process_time
) -> Timed:
    begun, used = time.monotonic(), cpu()
    found = find()
    return Timed(time.monotonic() - begun, cpu() - used, found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=5_000_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    entries = options.entries
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        limits = Limits(root / "spill")
        seized, reports = question(root / "index", entries)
        here = timed(lambda: match(seized, reports, limits))
        say(f"{entries:,} entries, {reports.height:,} reports")
        say(
            f"in this process: {here.seconds:.1f} s, {here.cpu:.1f} s of processor,"
            f" {here.found.links.height:,} links"
        )
        for workers in options.workers:
            with standalone(root / f"cluster-{workers}", workers) as cluster:
                first, again = on(
                    cluster,
                    lambda session: spark.match_on(session, seized, reports, limits),
                )
            assert again.found.links.equals(here.found.links)
            say(
                f"{workers} worker(s) of one core: first match {first.seconds:.1f} s,"
                f" again {again.seconds:.1f} s, {again.cpu:.1f} s of processor:"
                f" {1e6 * again.cpu / entries:.2f} µs an entry"
            )


def on(cluster: Standalone, find: Callable[[Cluster], Matches]) -> tuple[Timed, Timed]:
    with connected(cluster.master, 1_024) as session:
        once = partial(find, session)
        return timed(once, cluster.cpu_seconds), timed(once, cluster.cpu_seconds)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
