"""Whole runs, from the reports in the database to the links in it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from cases.casefiles.models import Case
from cases.engine.bench import bare, index
from cases.engine.errors import EngineError
from cases.matching import services
from cases.matching.bench import load
from cases.matching.bench.load import World, add_file, add_same_file
from cases.matching.bench.steps import steps
from cases.matching.models import FraudLink, MatchRun

# One report in ten has a number that was seized, one of these in ten in the new file.
_SHARE: Final = 10
_NOWHERE: Final = 1 << 31
_THREADS: Final = 2
_FIRST_MOBILE: Final = np.uint64(13_000_000_000)


def runs(
    world: World, large: int, new: int, reports: int, workdir: Path
) -> dict[str, Any]:
    """Seconds of three runs: over a large file; over what is new once a further file
    was added to its data set; and over a data set of that further file alone. For
    comparison, bare DuckDB joins as many mobile numbers as plain 64-bit integers;
    and the steps of a run over the large file, one by one.

    world: three cases without files. Raises EngineError (`does_not_add_up`) if a link
    is missing.
    """
    grown, alone, apart = world.cases
    numbers = _numbers(reports, large)
    load.make_reports(numbers)
    known, fresh = int((numbers < large).sum()), _fresh(numbers, large)
    dataset = grown.datasets.order_by("pk")[0]
    file = add_file(dataset, 0, large)
    full = _run(world, grown, known)
    add_file(dataset, large, new)
    added = _run(world, grown, fresh, only_new=True)
    add_file(alone.datasets.order_by("pk")[0], large, new)
    by_itself = _run(world, alone, fresh)
    same = apart.datasets.order_by("pk")[0]
    add_same_file(same, file)
    by_step = steps(same)
    load.settle()
    if FraudLink.objects.filter(case=apart).count() != known:
        raise EngineError("does_not_add_up")
    duckdb_seconds, _pairs = bare.apart(bare.join, *_plain(numbers, large, workdir))
    return {
        "reports": len(numbers),
        "links": known,
        "run_seconds": full,
        "duckdb_seconds": duckdb_seconds,
        "run_ratio_to_duckdb": full / duckdb_seconds,
        **{f"{name}_seconds": seconds for name, seconds in by_step.items()},
        "join_and_writing_ratio_to_duckdb": (by_step["join"] + by_step["writing"])
        / duckdb_seconds,
        "added_seconds": added,
        "alone_seconds": by_itself,
        "added_ratio_to_alone": added / by_itself,
    }


def _numbers(reports: int, large: int) -> index.Numbers:
    """Which of the index's tokens each report has."""
    numbers = np.arange(reports, dtype=np.uint64) + np.uint64(_NOWHERE)
    seized = np.arange(len(numbers[::_SHARE]), dtype=np.uint64)
    seized = seized * np.uint64(7) % np.uint64(large)
    in_new = len(seized) // _SHARE
    seized[-in_new:] = np.uint64(large) + np.arange(in_new, dtype=np.uint64)
    numbers[::_SHARE] = seized
    return numbers


def _fresh(numbers: index.Numbers, large: int) -> int:
    return int(((numbers >= large) & (numbers < _NOWHERE)).sum())


def _run(world: World, case: Case, links: int, *, only_new: bool = False) -> float:
    datasets = [case.datasets.order_by("pk")[0]]
    started = time.perf_counter()
    run = services.run_now(
        officer=world.lead, case=case, datasets=datasets, only_new=only_new
    )
    seconds = time.perf_counter() - started
    if (run.state, run.new_links) != (MatchRun.State.DONE, links):
        raise EngineError("does_not_add_up", links=run.new_links)
    load.settle()
    return seconds


def _plain(numbers: index.Numbers, large: int, folder: Path) -> tuple[Path, Path, int]:
    seized, reports = folder / "seized.parquet", folder / "reports.parquet"
    every = np.arange(large, dtype=np.uint64)
    for path, of in ((seized, every), (reports, numbers)):
        pl.DataFrame({"number": _mobiles(of)}).write_parquet(path)
    return seized, reports, _THREADS


def _mobiles(numbers: index.Numbers) -> index.Numbers:
    """A mobile number for each number below 1 << 32, in no order: the last steps of
    MurmurHash3, which give no two of them the same."""
    mixed = numbers.astype(np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    mixed ^= mixed >> np.uint32(16)
    return mixed.astype(np.uint64) + _FIRST_MOBILE
