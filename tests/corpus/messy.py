"""What a messy file is, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.corpus.people import People


@dataclass(frozen=True)
class Truth:
    """What can be known of a file, from how it was made.

    valid: by kind, the canonical form of every identifier that can be recovered;
    nothing else may be found. others: by kind and status (`masked`, `truncated`,
    `invalid`) how many values are no identifiers. rows: read, rejected ones
    included; rejected: by reason.
    """

    rows: int
    valid: Mapping[str, set[str]]
    others: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Messy:
    """One file under the name it was seized with."""

    name: str
    data: bytes
    truth: Truth


Make = Callable[[People], Messy]
_MADE: dict[str, Make] = {}


def messy(make: Make) -> Make:
    """Adds a function of one file to the corpus, under the function's name."""
    _MADE[make.__name__] = make
    return make


def corpus() -> Iterator[tuple[str, Messy]]:
    """Every file; each has people of its own, the same ones at every call."""
    for seed, (name, make) in enumerate(sorted(_MADE.items())):
        yield name, make(People(seed))


def delimited(
    name: str,
    rows: list[list[str]],
    truth: Truth,
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    end: str = "\n",
) -> Messy:
    """A text whose cells need no quotes."""
    text = "".join(separator.join(row) + end for row in rows)
    return Messy(name, text.encode(encoding), truth)
