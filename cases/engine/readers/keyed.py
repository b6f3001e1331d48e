"""Records that name their values: each value goes into the column of its key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from cases.engine.readers.base import SAMPLE_ROWS, Batch, Layout, Opener
from cases.engine.readers.beginning import SAMPLE_BYTES
from cases.engine.readers.gathering import (
    OVERFLOW,
    Blank,
    Cells,
    Rejected,
    as_frame,
    read_records,
)
from cases.engine.readers.window import Window


class Keyed(NamedTuple):
    """A record that was read; a null is an empty cell."""

    line: int
    values: Mapping[str, str | None]


KeyedRecords = Callable[[Window], Iterator[Keyed | Rejected | Blank]]


def read_keyed(
    opener: Opener, layout: Layout, batch_bytes: int, records: KeyedRecords
) -> Iterator[Batch]:
    def placed(window: Window) -> Iterator[Cells | Rejected | Blank]:
        return _placed(records(window), layout.columns)

    return read_records(opener, layout, batch_bytes, placed)


def keyed_layout(
    opener: Opener, encoding: str, format_key: str, records: KeyedRecords
) -> Layout | None:
    """The keys of the first records in order of appearance, and one column for
    those that come later. None if there is no record."""
    with opener() as stream:
        found = _first_records(Window(stream, encoding, SAMPLE_BYTES), records)
    if not found:
        return None
    keys = dict.fromkeys(key for record in found for key in record.values)
    columns = (*keys, OVERFLOW)
    rows = [
        record.cells
        for record in _placed(found[:SAMPLE_ROWS], columns)
        if isinstance(record, Cells)
    ]
    return Layout(
        format=format_key,
        encoding=encoding,
        header_line=0,
        columns=columns,
        sample=as_frame(rows, len(columns)),
    )


def _first_records(window: Window, records: KeyedRecords) -> list[Keyed]:
    found: list[Keyed] = []
    for record in records(window):
        if isinstance(record, Keyed):
            found.append(record)
        if found and window.passed + window.place > SAMPLE_BYTES:
            break
    return found


def _placed(
    records: Iterable[Keyed | Rejected | Blank], columns: tuple[str, ...]
) -> Iterator[Cells | Rejected | Blank]:
    places = {key: place for place, key in enumerate(columns[:-1])}
    known = places.keys()
    keys = columns[:-1]
    for record in records:
        if not isinstance(record, Keyed):
            yield record
            continue
        values = record.values
        cells = [values.get(key) for key in keys]
        over = None
        if not values.keys() <= known:
            unknown = {key: text for key, text in values.items() if key not in places}
            over = json.dumps(unknown, ensure_ascii=False)
        cells.append(over)
        yield Cells(record.line, cells)
