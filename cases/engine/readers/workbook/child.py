"""A workbook in, its sheets out: a program that `apart` runs as its own process.

stdin: a line of JSON (`sheets`: their names, none for all; `rows`: at most as
many, null for all; `kind`), then the workbook. stdout: for each sheet a line of
JSON (`name`, `hidden`, `rows`: how many it has) and an Arrow stream; or one line
with `error`.

It imports nothing of this project: it has to start fast.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any, BinaryIO

import fastexcel
import pyarrow as pa

# What the largest honest workbook needs, and a bomb may not exceed.
_MEMORY = 3 << 30
_CPU_SECONDS = 900


def main(source: BinaryIO, target: BinaryIO) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    # What was seized is never written to disk in the clear.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    wanted = json.loads(source.readline())
    try:
        book = fastexcel.read_excel(source.read())
        for name in wanted["sheets"] or book.sheet_names:
            _send(book, name, wanted, target)
    except fastexcel.FastExcelError:
        _say(target, {"error": "damaged_workbook"})
    except MemoryError:
        _say(target, {"error": "workbook_too_large"})


def _send(
    book: fastexcel.ExcelReader, name: str, wanted: dict[str, Any], target: BinaryIO
) -> None:
    sheet = book.load_sheet(
        name,
        header_row=None,
        # Not None: empty rows at the top count, or the line numbers are wrong.
        skip_rows=0,
        n_rows=wanted["rows"],
        dtypes=wanted["kind"],
        whitespace_as_null=True,
    )
    hidden = sheet.visible != "visible"
    _say(target, {"name": name, "hidden": hidden, "rows": sheet.total_height})
    batch = sheet.to_arrow() if sheet.width else pa.record_batch({})
    with pa.ipc.new_stream(target, batch.schema) as stream:
        stream.write_batch(batch)


def _say(target: BinaryIO, what: dict[str, Any]) -> None:
    target.write(json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
