"""The account of an intake: where every row and every value went."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from cases.engine.durable import write_json

RESULT: Final = "intake.json"


class InvalidPlace(NamedTuple):
    """Where a value stands that is not valid, and why; never the value.

    `sheet` is the sheet's position in the plan.
    """

    sheet: int
    line: int
    kind: str
    reason: str


@dataclass(frozen=True)
class KindCounts:
    """The values of one kind; a cell may hold several, an empty one holds none.

    valid = unique + duplicates. `reasons` says why the others are not valid.
    """

    valid: int = 0
    invalid: int = 0
    masked: int = 0
    truncated: int = 0
    duplicates: int = 0
    unique: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class IntakeResult:
    """rows_read = rows_stored + rows_rejected; blank lines are not rows."""

    fingerprint: str
    rows_read: int
    rows_stored: int
    rows_rejected: int
    rejected: Mapping[str, int]
    blank: int
    kinds: Mapping[str, KindCounts]
    invalid_places: tuple[InvalidPlace, ...]

    def save(self, folder: Path) -> None:
        write_json(folder / RESULT, asdict(self))

    @classmethod
    def load(cls, folder: Path) -> IntakeResult:
        content: dict[str, Any] = json.loads((folder / RESULT).read_bytes())
        content["kinds"] = {
            key: KindCounts(**counts) for key, counts in content["kinds"].items()
        }
        content["invalid_places"] = tuple(
            InvalidPlace(*place) for place in content["invalid_places"]
        )
        return cls(**content)
