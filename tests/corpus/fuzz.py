"""Damaged files into the readers for as long as one wants: `make fuzz`.

    python -m tests.corpus.fuzz [--seconds 600] [--first 0]

A file may be refused with a code of the engine, or read so that all rows are
accounted for, within time and memory; anything else is a fault. It is told with
its number, and `--number N --save FILE` writes that file out.
"""

from __future__ import annotations

import argparse
import io
import itertools
import os
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import polars as pl

from cases.engine.detection import guess_columns
from cases.engine.errors import EngineError
from cases.engine.identifiers import KINDS
from cases.engine.readers import look_again, read, sniff
from tests.corpus import cells, pages, structured, texts, workbooks  # noqa: F401 - each adds its files
from tests.corpus.messy import Messy, corpus
from tests.corpus.mutation import damaged

# A file of a hundred rows takes one at most; but some formats are read in a process
# of their own, and a machine with other work starts that slowly.
_SECONDS_A_FILE = 60
_MEMORY = 4 << 30


def files() -> list[Messy]:
    return [file for _, file in corpus()]


def try_one(file: Messy) -> str:
    """`read`, or the code with which it was refused; raises what is a fault."""
    opener = partial(io.BytesIO, file.data)
    try:
        layouts = sniff(opener, file.name)
        for layout in layouts:
            guess_columns(layout)
            look_again(opener, layout)
            for batch in read(opener, layout):
                assert batch.rows.height == len(batch.lines)
                # Of all columns at once: a damaged table may have thousands.
                cells = pl.concat([pl.Series(dtype=pl.String), *batch.rows])
                for key in ("mobile", "resident_id"):
                    KINDS[key].read(cells)
    except EngineError as error:
        return error.code
    return "read"


def _work(connection: Connection, first: int, step: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    pool = files()
    for number in itertools.count(first, step):
        connection.send((number, ""))
        signal.alarm(_SECONDS_A_FILE)
        try:
            outcome = try_one(damaged(pool, number))
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            outcome = "fault\n" + traceback.format_exc()
        signal.alarm(0)
        connection.send((number, outcome))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def fuzz(seconds: float, first: int) -> int:
    """The number of faults; a process that dies or hangs counts as one."""
    ends = time.monotonic() + seconds
    outcomes: Counter[str] = Counter()
    faults = 0
    number = first
    while time.monotonic() < ends:
        here, there = get_context("spawn").Pipe()
        child = get_context("spawn").Process(target=_work, args=(there, number, 1))
        child.start()
        there.close()
        try:
            while time.monotonic() < ends and here.poll(_SECONDS_A_FILE * 2):
                number, outcome = here.recv()
                if outcome.startswith("fault"):
                    faults += 1
                    _say(f"number {number}: {outcome}")
                elif outcome:
                    outcomes[outcome] += 1
        except EOFError:
            child.join()
            faults += 1
            _say(f"number {number}: ended with {child.exitcode}")
        if child.is_alive():
            child.kill()
        child.join()
        number += 1
    _say(f"{sum(outcomes.values())} files, {faults} faults; up to number {number}")
    for outcome, count in outcomes.most_common():
        _say(f"{count:8} {outcome}")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.corpus.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--number", type=int, help="only this file")
    parser.add_argument("--save", type=Path, help="write the file of --number here")
    options = parser.parse_args()
    if options.number is None:
        return bool(fuzz(options.seconds, options.first))
    file = damaged(files(), options.number)
    if options.save:
        options.save.write_bytes(file.data)
    _say(f"{file.name}: {try_one(file)}")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    sys.exit(main())
