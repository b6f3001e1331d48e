"""The least that could be called a reader: tab-separated lines, 40 a batch."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from cases.engine.intake import SheetPlan
from cases.engine.readers.base import REJECTED_SCHEMA, Batch, Layout, Opener

LINES = 40
COLUMNS = ("姓名", "电话", "备用电话")
PLAN = SheetPlan(Layout("tabs", columns=COLUMNS), {0: "name", 1: "mobile", 2: "mobile"})


def read_tabs(opener: Opener, layout: Layout) -> Iterator[Batch]:
    with opener() as stream:
        lines = stream.read().decode().splitlines()
    for start in range(0, len(lines), LINES):
        yield _batch(lines[start : start + LINES], start + 1, len(layout.columns))


def _batch(lines: list[str], first: int, width: int) -> Batch:
    rows, numbers, rejected, blank = [], [], [], 0
    for number, line in enumerate(lines, first):
        cells = line.split("\t")
        if not line:
            blank += 1
        elif len(cells) == width:
            rows.append([cell or None for cell in cells])
            numbers.append(number)
        else:
            rejected.append((number, "wrong_number_of_cells", line))
    schema = {str(place): pl.String for place in range(width)}
    return Batch(
        pl.DataFrame(rows, schema=schema, orient="row"),
        pl.Series(numbers, dtype=pl.UInt64),
        pl.DataFrame(rejected, schema=REJECTED_SCHEMA, orient="row"),
        blank=blank,
    )


def opener_of(content: bytes) -> Opener:
    return lambda: io.BytesIO(content)


def mess(lines: int, seed: int = 5) -> bytes:
    """A file with repeated, masked, wrong and missing numbers, and lost cells."""
    random = np.random.default_rng(seed)
    made = []
    for number in range(lines):
        digits = int(random.integers(0, lines))
        cells = [f"虚构{number}", f"199{digits:08}", ""]
        match int(random.integers(0, 12)):
            case 0:
                cells[1] = "199****0001"
            case 1:
                cells[1] = "12345"
            case 2:
                cells.pop()
            case 3:
                cells = []
            case 4:
                cells[2] = cells[1]
            case 5:
                cells[2] = f"199{digits + 1:08}"
        made.append("\t".join(cells))
    return ("\n".join(made) + "\n").encode()


def save(path: Path, content: bytes) -> Opener:
    path.write_bytes(content)
    return lambda: path.open("rb")
