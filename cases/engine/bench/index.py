"""Measures the index alone, on indexes larger than taking a seizure in would make in
reasonable time.

Token number n is always the same one, so that what must be found is known.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cases.engine import groups, index
from cases.engine.bench.memory import PeakMemory
from cases.engine.errors import EngineError
from cases.engine.index import IndexSource
from cases.engine.join import Limits, match
from cases.engine.overlap import overlap

Numbers = npt.NDArray[np.uint64]

_KIND: Final = 1
_ASKED: Final = 7
# One report in ten has a number that was seized.
_SHARE: Final = 10
_NOWHERE: Final = 1 << 40


@dataclass(frozen=True)
class Took:
    """Milliseconds by the clock and of the processors."""

    ms: float
    cpu_ms: float


def timed(call: Callable[[], Any]) -> tuple[Any, Took]:
    started, busy = time.perf_counter(), time.process_time()
    result = call()
    taken = (time.perf_counter() - started, time.process_time() - busy)
    return result, Took(*(round(1000 * seconds, 1) for seconds in taken))


def tokens(numbers: Numbers) -> pl.DataFrame:
    """Evenly spread, as keyed tokens are (SplitMix64)."""
    hi = _mixed(numbers)
    return pl.DataFrame({"hi": hi, "lo": _mixed(hi)})


def _mixed(numbers: Numbers) -> Numbers:
    mixed = (numbers + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def make_source(number: int, folder: Path, first: int, rows: int) -> IndexSource:
    """Make a source with the tokens from `first` on, one a row, unless it is there
    already."""
    if not folder.exists():
        entries = tokens(np.arange(first, first + rows, dtype=np.uint64))
        index.build(
            entries.select(
                pl.lit(_KIND, pl.UInt8).alias("kind"),
                "hi",
                "lo",
                pl.int_range(rows, dtype=pl.UInt64).alias("row"),
            ),
            folder,
        )
    return IndexSource(number, folder)


def _reports(numbers: Numbers) -> pl.DataFrame:
    """One report for each number, counted from 0."""
    return tokens(numbers).select(
        pl.int_range(len(numbers), dtype=pl.UInt64).alias("report"),
        pl.lit(_KIND, pl.UInt8).alias("kind"),
        "hi",
        "lo",
    )


def one_report(sources: Sequence[IndexSource], known: int, limits: Limits) -> Any:
    """Times one report of two numbers, of which one stands nowhere: first with the
    other one known and no footer read yet, then the same again, then with neither
    known."""
    hit = _reports(np.array([known, _NOWHERE], np.uint64))
    miss = _reports(np.array([_NOWHERE + 1, _NOWHERE], np.uint64))
    groups.forget_footers()
    return {
        "footers not read": _asked(sources, hit, limits, found=1),
        "with a hit": _usual(sources, hit, limits, found=1),
        "without": _usual(sources, miss, limits, found=0),
    }


def _usual(
    sources: Sequence[IndexSource], asked: pl.DataFrame, limits: Limits, *, found: int
) -> Took:
    taken = [_asked(sources, asked, limits, found=found) for _ in range(_ASKED)]
    return Took(median(t.ms for t in taken), median(t.cpu_ms for t in taken))


def _asked(
    sources: Sequence[IndexSource], asked: pl.DataFrame, limits: Limits, *, found: int
) -> Took:
    matches, took = timed(lambda: match(sources, asked, limits))
    require(matches.links.height, found)
    return took


def incremental(
    large: IndexSource, more: IndexSource, rows: int, reports: int, limits: Limits
) -> dict[str, Any]:
    """Times a run on what is new, in a data set with a large file that was matched
    before and a new one: all reports are matched with the new file, then those found
    there with both files. For comparison, the new file alone. rows: of the large file;
    one report in _SHARE has a number of one of the two, in turn."""
    every = np.arange(reports, dtype=np.uint64) + np.uint64(_NOWHERE)
    known = every[::_SHARE]
    # Of the large file; the last tenth of these are of the new one.
    known[:] = np.arange(len(known), dtype=np.uint64) * np.uint64(7) % np.uint64(rows)
    fresh = len(known) // _SHARE
    known[-fresh:] = np.uint64(rows) + np.arange(fresh, dtype=np.uint64)
    asked = _reports(every)
    alone, alone_took = timed(lambda: match([more], asked, limits))
    require(alone.links.height, fresh)

    def again() -> int:
        named = match([more], asked, limits).links["report"].unique()
        theirs = asked.filter(pl.col("report").is_in(named.implode()))
        return match([large, more], theirs, limits).links.height

    found, added_took = timed(again)
    require(found, fresh)
    with PeakMemory() as peak:
        whole, whole_took = timed(lambda: match([large, more], asked, limits))
    require(whole.links.height, len(known))
    return {
        "the new file alone": alone_took,
        "added to the large one": added_took,
        "ratio of processor time": round(added_took.cpu_ms / alone_took.cpu_ms, 2),
        "both, all reports": whole_took,
        "links": whole.links.height,
        "memory limit, MB": limits.memory_mb,
        "peak memory, MB": peak.mb,
    }


def all_pairs(sources: Sequence[IndexSource], rows: int, step: int) -> Took:
    """Each source begins `step` tokens after the one before it."""
    datasets = {source.id: [source] for source in sources}
    found, took = timed(lambda: overlap(datasets, [_KIND]))
    pairs = found.shared.select("first", "second", "shared").rows()
    expected = [
        (one, other, rows - step * (other - one))
        for one in datasets
        for other in datasets
        if one < other and rows > step * (other - one)
    ]
    require(sorted(pairs), sorted(expected))
    return took


def require(found: object, expected: object) -> None:
    """Raises EngineError (`does_not_add_up`)."""
    if found != expected:
        raise EngineError("does_not_add_up")
