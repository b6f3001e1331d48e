"""Rows that are not stored and values that are no identifiers: where they stand, and
why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from cases.common.sealing import KIND_LABELS, keys
from cases.common.wording import why_no_value, why_rejected
from cases.engine import records
from cases.engine.errors import EngineError
from cases.seizures.models import SeizedFile
from cases.seizures.stores import store_folder

_PLACES = 5
# Enough to find the first places of every reason in any file but an absurd one.
_LOOKED_AT = 100_000


@dataclass(frozen=True)
class RejectedRow:
    """Where a row that is not stored stands; what is in it stays sealed."""

    sheet: str
    line: int
    reason: str


@dataclass
class Rejection:
    """One reason: how many rows, and the first places."""

    wording: str
    rows: int
    places: list[RejectedRow]

    @property
    def further(self) -> int:
        return self.rows - len(self.places)


def rejected_rows(file: SeizedFile) -> Iterator[RejectedRow]:
    """Every row that is not stored, in the order of the file."""
    for sheet, frame in records.rejected_rows(store_folder(file), keys()):
        for line, reason in frame.select("line", "reason").iter_rows():
            yield RejectedRow(sheet, line, reason)


def rejections(file: SeizedFile) -> list[Rejection]:
    """Each reason for rejecting rows, the most frequent first.

    Where the sealed rows cannot be read, the places are missing; `verify_custody` says
    why.
    """
    ordered = sorted(file.rejected.items(), key=lambda item: (-item[1], item[0]))
    found = {
        reason: Rejection(why_rejected(reason), rows, []) for reason, rows in ordered
    }
    if found:
        with suppress(EngineError, OSError):
            for row in islice(rejected_rows(file), _LOOKED_AT):
                if len(found[row.reason].places) < _PLACES:
                    found[row.reason].places.append(row)
    return list(found.values())


def places(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Where values stand that are no identifiers, with the reason in words."""
    return [
        {
            **place,
            "kind": KIND_LABELS[place["kind"]],
            "reason": why_no_value(place["reason"]),
        }
        for place in found
    ]
