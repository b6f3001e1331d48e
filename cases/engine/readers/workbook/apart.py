"""Workbooks read as a whole, in a process of its own with limited memory.

The parser takes what a workbook says for granted: two cells in opposite corners
make it allocate all between them, and where that fails it ends the process. So it
is not this process. It starts in half a second; it is used for .xls, .xlsb, .ods
and for an .xlsx that no usual program has written.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from cases.engine.errors import UnreadableFile
from cases.engine.readers.workbook import child
from cases.engine.readers.workbook.book import Sheet, Stretch
from cases.engine.readers.workbook.cells import Kind, texts

_PROGRAM = Path(child.__file__)
# Nothing of ours: the environment may hold keys.
_ENVIRONMENT = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1"}


class WholeBook:
    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name

    def first_rows(
        self, rows: int, *, sheets: Collection[str] = ()
    ) -> Iterator[tuple[Sheet, Stretch]]:
        for about, frame in list(self._load("string", list(sheets), rows)):
            stretch = self._stretch(about, frame, rows)
            if stretch.is_empty and about["rows"] > rows:
                [stretch] = self.stretches(about["name"])
                stretch = stretch.from_first_filled(rows)
            yield Sheet(about["name"], about["hidden"]), stretch

    def stretches(self, sheet: str) -> Generator[Stretch, None, None]:
        for about, frame in self._load("string", [sheet], None):
            yield self._stretch(about, frame, None)

    def _stretch(
        self, about: dict[str, Any], frame: pl.DataFrame, rows: int | None
    ) -> Stretch:
        def load(kind: Kind) -> pl.DataFrame:
            if kind == "string":
                return frame
            [(_about, loaded)] = self._load(kind, [about["name"]], rows)
            return loaded

        return Stretch(texts(load), 1, about["rows"])

    def _load(
        self, kind: Kind, sheets: list[str], rows: int | None
    ) -> Iterator[tuple[dict[str, Any], pl.DataFrame]]:
        wanted = {"kind": kind, "sheets": sheets, "rows": rows}
        program = subprocess.Popen(  # noqa: S603 - no argument comes from a file
            [sys.executable, "-I", str(_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
        )
        with program:
            try:
                yield from self._talk(program, json.dumps(wanted).encode())
            finally:
                program.kill()

    def _talk(
        self, program: subprocess.Popen[bytes], wanted: bytes
    ) -> Iterator[tuple[dict[str, Any], pl.DataFrame]]:
        assert program.stdin is not None  # noqa: S101 - for the type checker
        assert program.stdout is not None  # noqa: S101 - for the type checker
        # Where the program has ended already, its exit says why.
        with suppress(BrokenPipeError):
            program.stdin.write(wanted + b"\n")
            program.stdin.write(self._data)
            program.stdin.close()
        try:
            while line := program.stdout.readline():
                about = json.loads(line)
                if "error" in about:
                    raise UnreadableFile(about["error"], file=self._name)
                with pa.ipc.open_stream(program.stdout) as stream:
                    frame = pl.from_arrow(stream.read_all())
                assert isinstance(frame, pl.DataFrame)  # noqa: S101 - for the type checker
                yield about, frame
        except (pa.ArrowInvalid, OSError, ValueError):
            # It was cut off: so is what it was saying.
            program.wait()
        if ended := program.wait():
            # By a signal: a limit was reached. Else the parser gave up.
            code = "workbook_too_large" if ended < 0 else "damaged_workbook"
            raise UnreadableFile(code, file=self._name)
