"""Two workers, two large files: what they take of memory against what they declare.

`python -m tests.seizures.disturbed.memory [--rows 3000000] [--budget MB]` prints it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from casedesk import embedded
from cases.engine.bench.data import make_seizure
from cases.engine.bench.memory import PeakMemory
from tests.seizures.disturbed.station import Station, until


def seizures(folder: Path, rows: int, files: int = 2) -> list[Path]:
    """Files of people, 118 bytes each; no two are the same."""
    made = [folder / f"{number}.csv" for number in range(files)]
    for number, path in enumerate(made):
        make_seizure(path, folder / "numbers.parquet", rows + number)
    return made


@dataclass(frozen=True)
class Taken:
    """at_once: how many files were taken in together at most. idle, peak: MB of all
    the workers before and while they work. declared: MB, by the jobs' own words."""

    at_once: int
    idle: int
    peak: int
    declared: int


def take_in(station: Station, paths: Sequence[Path], workers: int = 2) -> Taken:
    """All files by as many workers, each in a process of its own.

    What the processes of a worker share counts once (proportional set size).
    """
    with ExitStack() as stack:
        running = [stack.enter_context(station.worker()) for _ in range(workers)]
        stack.enter_context(station.beat())
        until(lambda: [_children(each) for each in running], all)
        peak = PeakMemory([process.pid for process in running])
        idle = peak.now()
        with peak:
            jobs = station.act("submit_all", *paths)
            for job in jobs:
                assert station.wait_for(job, "done", "failed") == ""
        spans = station.act("spans", *jobs)
        declared = sum(station.act("declared", job) for job in jobs)
    at_once = max(
        sum(begun <= start < ended for begun, ended in spans) for start, _end in spans
    )
    return Taken(at_once, idle, peak.mb, declared)


def _children(process: subprocess.Popen[bytes]) -> int:
    """A worker takes jobs once it has made a process for them."""
    return len(psutil.Process(process.pid).children())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=3_000_000)
    parser.add_argument("--budget", type=int, default=14_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = seizures(Path(folder), options.rows)
        size = paths[0].stat().st_size // 1_000_000
        var = Path(folder) / "var"
        try:
            station = Station(var)
            station.environment["CASEDESK_MEMORY_MB"] = str(options.budget)
            taken = take_in(station, paths)
        finally:
            embedded.stop(var)
    sys.stdout.write(json.dumps({"mb_each": size, **asdict(taken)}) + "\n")


if __name__ == "__main__":
    main()
