"""Turns the engine's counts into those of a file and of its data set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from cases.engine.identifiers import KINDS
from cases.engine.intake import IntakeResult
from cases.engine.lookup import count_unique
from cases.seizures.columns.layouts import SheetItem
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.stores import index_sources

_SUMMED = ("invalid", "masked", "truncated")
_PLACES = 200


def counts_of(sheets: Sequence[SheetItem], result: IntakeResult) -> dict[str, Any]:
    """The fields of a file that its intake fills."""
    names = [item["sheet"] for item in sheets]
    return {
        "rows_read": result.rows_read,
        "rows_stored": result.rows_stored,
        "rows_rejected": result.rows_rejected,
        "blank_lines": result.blank,
        "rejected": dict(result.rejected),
        "identifiers": {key: asdict(counts) for key, counts in result.kinds.items()},
        "invalid_places": [
            {
                "sheet": names[place.sheet],
                "line": place.line,
                "kind": place.kind,
                "reason": place.reason,
            }
            for place in result.invalid_places[:_PLACES]
        ],
    }


def sum_up(dataset: SeizedDataset) -> None:
    """The data set's own counts: sums over its files.

    What repeats across several files is a job of its own: `repetition_counts`.
    """
    files = list(dataset.files.taken_in())
    for name in ("rows_read", "rows_stored", "rows_rejected"):
        setattr(dataset, name, sum(getattr(file, name) for file in files))
    if len(files) == 1:
        dataset.identifiers = merged_counts(files)
    dataset.save()


def merged_counts(
    files: Iterable[SeizedFile],
    on_slice: Callable[[int], None] = lambda _done: None,
) -> dict[str, Mapping[str, Any]]:
    """Counts per kind over several files taken together; of one file, its own."""
    files = list(files)
    if len(files) == 1:
        return dict(files[0].identifiers)
    found = {key for file in files for key in file.identifiers}
    unique = count_unique(index_sources(files), on_slice) if files else {}
    merged: dict[str, Mapping[str, Any]] = {}
    for key in (key for key in KINDS if key in found):
        counts = [file.identifiers.get(key, {}) for file in files]
        occurrences = unique.get(KINDS[key].code)
        merged[key] = {
            "valid": occurrences.valid if occurrences else 0,
            **{name: sum(c.get(name, 0) for c in counts) for name in _SUMMED},
            "duplicates": occurrences.duplicates if occurrences else 0,
            "unique": occurrences.unique if occurrences else 0,
        }
    return merged
