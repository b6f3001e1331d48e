"""The two formats of JSON: which text is which, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from cases.engine.errors import UnreadableFile
from cases.engine.readers.base import Batch, Format, Layout, Opener, one_by_one
from cases.engine.readers.beginning import text_beginning
from cases.engine.readers.gathering import without_sample
from cases.engine.readers.json_text import document, lines
from cases.engine.readers.json_text.values import decode
from cases.engine.readers.keyed import KeyedRecords, keyed_layout, read_keyed

JSON = "json"
JSON_LINES = "json_lines"

# The lines that are tried.
_LINES = 10
_DOCUMENT = re.compile(r'[\s\ufeff]*(?:\{\s*["}]|\[\s*(?:[\[{"\]]|-?[0-9.eE+-]+\s*,))')

_RECORDS: dict[str, KeyedRecords] = {
    JSON: document.records,
    JSON_LINES: lines.records,
}


def holds_lines(text: str) -> bool:
    """Whether most of the first lines, and the very first, are a value each."""

    filled = [line for line in text.split("\n")[:_LINES] if line.strip()]
    are_values = [_is_value(line) for line in filled]
    return len(filled) > 1 and are_values[0] and 2 * sum(are_values) > len(filled)


def is_document(text: str) -> bool:
    return _DOCUMENT.match(text) is not None


def _is_value(line: str) -> bool:
    """A list of objects is none: its objects are."""
    try:
        value, _end = decode(line.strip(lines.BETWEEN_VALUES))
    except (ValueError, RecursionError):
        return False
    if isinstance(value, list):
        return not any(isinstance(inner, dict) for inner in value)
    return isinstance(value, dict)


def sniff(key: str, opener: Opener, name: str) -> list[Layout]:
    """Raises UnreadableFile (`no_records`)."""
    begun = text_beginning(opener, name)
    layout = keyed_layout(opener, begun.encoding, key, _RECORDS[key])
    if layout is None:
        raise UnreadableFile("no_records", file=name)
    return [layout]


def look_again(opener: Opener, layout: Layout) -> Layout:
    records = _RECORDS[layout.format]
    again = keyed_layout(opener, layout.encoding, layout.format, records)
    return again or without_sample(layout)


def read(opener: Opener, layout: Layout, batch_bytes: int) -> Iterator[Batch]:
    return read_keyed(opener, layout, batch_bytes, _RECORDS[layout.format])


LINES = Format(
    key=JSON_LINES,
    suffixes=(".jsonl", ".ndjson", ".json"),
    settings=frozenset({"encoding"}),
    recognises=holds_lines,
    sniff=partial(sniff, JSON_LINES),
    look_again=one_by_one(look_again),
    read=read,
)
DOCUMENT = Format(
    key=JSON,
    suffixes=(".json",),
    settings=frozenset({"encoding"}),
    recognises=is_document,
    sniff=partial(sniff, JSON),
    look_again=one_by_one(look_again),
    read=read,
)
