"""What can be wrong with the trail, and how it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

SENTENCES = {
    "entry_changed": "Entry {entry} was changed.",
    "entry_moved": "Entry {entry} is what was entry {was}: the order was changed.",
    "entries_removed": "Entries {first} to {last} were removed (listed in seal"
    " {seal}).",
    "entries_removed_unsealed": "Entries {first} to {last} were removed before they"
    " were sealed.",
    "entries_inserted": "Entries {first} to {last} were inserted: no seal lists them.",
    "entry_replaced": "Entry {entry} is another one than was noted in the second"
    " place.",
    "entries_replaced": "Entries of seal {seal} were replaced: their codes do not add"
    " up to the seal.",
    "seal_changed": "Seal {seal} was changed.",
    "seals_broken": "Seal {seal} does not follow upon the seal before it.",
    "seals_removed": "Seals {first} to {last} were removed.",
    "end_removed": "The end was removed: the second place has seals up to {last} with"
    " {entries} entries more than the database, which ends with seal {seal}.",
    "seal_replaced": "Seal {seal} is another one than in the second place.",
    "heads_missing": "The heads file is missing: {file}.",
    "heads_truncated": "The heads file ends with seal {last}, the database with"
    " {seal}: its end was removed, or it is not written any more.",
    "heads_gap": "Lines are missing in the heads file before line {line}.",
    "head_forged": "Line {line} of the heads file was not written by this system"
    " after the line before it.",
}


@dataclass(frozen=True)
class Fault:
    """`what` is a key of `SENTENCES`; `where` fills the sentence in."""

    what: str
    where: dict[str, Any]

    def __init__(self, what: str, **where: Any) -> None:
        object.__setattr__(self, "what", what)
        object.__setattr__(self, "where", where)

    def __str__(self) -> str:
        return SENTENCES[self.what].format(**self.where)


def spans(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow each other, as first and last: a million removed entries
    are one fault, not a million."""
    first = last = None
    for number in sorted(numbers):
        if first is None or last is None:
            first = number
        elif number != last + 1:
            yield first, last
            first = number
        last = number
    if first is not None and last is not None:
        yield first, last
