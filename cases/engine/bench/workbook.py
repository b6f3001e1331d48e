"""The same people as a workbook, beside the bare read by fastexcel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import fastexcel
import numpy as np
import xlsxwriter

from cases.engine.bench import bare, way
from cases.engine.errors import EngineError
from cases.engine.fictitious import seizure_frame
from cases.engine.keys import Keys

_SEED: Final = 20_190_805
# Making a workbook takes longer than all that is measured with it.
_MOST_ROWS: Final = 300_000
_SHARE: Final = 5


@dataclass(frozen=True)
class Workbook:
    """`intake_seconds` includes sealing the original."""

    rows: int
    intake_seconds: float
    fastexcel_seconds: float


def measure(rows: int, workdir: Path, keys: Keys) -> Workbook:
    """A workbook of a fifth of `rows`.

    Raises EngineError (`does_not_add_up`) if one of them is lost.
    """
    workdir.mkdir()
    book, original = workdir / "seized.xlsx", workdir / "original.age"
    rows = min(max(rows // _SHARE, 1), _MOST_ROWS)
    make(book, rows)
    fastexcel_seconds = bare.apart(read, book)
    sealing = way.timed(partial(way.seal, book, original, keys))
    intake = way.timed(
        partial(
            way.look_and_take_in,
            original,
            sealing.value,
            book.name,
            workdir / "store",
            keys,
        )
    )
    if intake.value.rows_stored != rows:
        raise EngineError("does_not_add_up", stored=intake.value.rows_stored, rows=rows)
    return Workbook(rows, sealing.seconds + intake.seconds, fastexcel_seconds)


def make(path: Path, rows: int) -> None:
    frame = seizure_frame(np.random.default_rng(_SEED), rows)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, frame.columns)
        for number, row in enumerate(frame.iter_rows(), 1):
            sheet.write_row(number, 0, row)


def read(path: Path) -> float:
    """Seconds that fastexcel takes for the first sheet, the file being in memory."""
    content = path.read_bytes()
    return bare.best(
        lambda: fastexcel.read_excel(content).load_sheet(0).to_polars().height
    )
