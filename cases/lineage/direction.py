"""Who had the data first: decided from dates, never without one.

Of each data set there is a span of days in which its holder can have come to it.
Where the span of one ends before the other's begins, the one was first. Everything
else that is known (containment, columns, registrations) speaks for or against it and
decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

FIRST, SECOND, UNKNOWN = "first", "second", "unknown"
Which = Literal["first", "second"]

# Effects of a finding.
BASIS, FOR, AGAINST, NEUTRAL = "basis", "for", "against", "neutral"

NEARLY_ALL: Final = 0.9
MOST: Final = 0.5
# Common columns, as a share of those of the set that has fewer.
SAME_LAYOUT: Final = 2 / 3


@dataclass(frozen=True)
class Known:
    """What is known of one data set.

    obtained, seized: by the officers' record. newest: the latest of the times in its
    rows. columns: the names above them.
    """

    unique: int
    obtained: date | None = None
    seized: date | None = None
    newest: date | None = None
    columns: frozenset[str] = frozenset()

    @property
    def is_obtained_credible(self) -> bool:
        """What was seized was not obtained later."""
        return self.obtained is not None and not (
            self.seized and self.obtained > self.seized
        )

    @property
    def since(self) -> tuple[str, date] | None:
        """The first day on which its holder can have had it as it is."""
        if self.obtained and self.is_obtained_credible:
            return "obtained", self.obtained
        # A row dated after the seizure is a mistake and tells nothing.
        if self.newest and not (self.seized and self.newest > self.seized):
            return "newest", self.newest
        return None

    @property
    def until(self) -> tuple[str, date] | None:
        """The last day on which its holder can have come to it."""
        if self.obtained and self.is_obtained_credible:
            if self.newest and self.newest > self.obtained:
                return "added", self.newest
            return "obtained", self.obtained
        return ("seized", self.seized) if self.seized else None


@dataclass(frozen=True)
class Finding:
    """`code` and `params` make a sentence: see `wording`. `about` is the data set of
    which it speaks first."""

    code: str
    effect: str
    about: Which
    params: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "effect": self.effect,
            "about": self.about,
            **self.params,
        }


@dataclass(frozen=True)
class Proposal:
    """direction: FIRST or SECOND, whichever had the data first; or UNKNOWN."""

    direction: str
    findings: tuple[Finding, ...]


def propose(first: Known, second: Known, shared: int) -> Proposal:
    if _is_before(first, second):
        return _proposal("first", first, second, shared)
    if _is_before(second, first):
        return _proposal("second", second, first, shared)
    findings = [*_why_unknown(first, second), *_contained("first", first, shared)]
    findings += _contained("second", second, shared)
    # Without a direction there is nothing that these could support.
    columns = [replace(f, effect=NEUTRAL) for f in _columns("first", first, second)]
    return Proposal(UNKNOWN, (*findings, *columns))


def _is_before(one: Known, other: Known) -> bool:
    return bool(one.until and other.since and one.until[1] < other.since[1])


def _proposal(about: Which, earlier: Known, later: Known, shared: int) -> Proposal:
    """about: which of the two data sets is the earlier one."""
    other: Which = "second" if about == "first" else "first"
    findings = (
        *_dates(about, other, earlier, later),
        *_share_of_later(other, later, shared),
        *_registrations(about, earlier, later),
        *_columns(about, earlier, later),
        *_doubts(about, earlier),
        *_doubts(other, later),
    )
    return Proposal(FIRST if about == "first" else SECOND, findings)


def _dates(
    about: Which, other: Which, earlier: Known, later: Known
) -> Iterator[Finding]:
    assert earlier.until is not None  # noqa: S101 - it lies before the other's
    assert later.since is not None  # noqa: S101 - so both have a date
    how, had = earlier.until
    since, came = later.since
    days = (came - had).days
    yield Finding(f"until_{how}", BASIS, about, {"day": had.isoformat()})
    params = {"day": came.isoformat(), "days": days}
    yield Finding(f"since_{since}", BASIS, other, params)


def _share_of_later(other: Which, later: Known, shared: int) -> Iterator[Finding]:
    """How much of the later set may come from the earlier one."""
    share = shared / later.unique
    params = {"share": round(share, 4)}
    if share >= NEARLY_ALL:
        yield Finding("nearly_all_in_other", FOR, other, params)
    elif share >= MOST:
        yield Finding("most_in_other", FOR, other, params)
    else:
        yield Finding("little_in_other", NEUTRAL, other, params)


def _contained(about: Which, known: Known, shared: int) -> Iterator[Finding]:
    params = {"share": round(shared / known.unique, 4)}
    yield Finding("share_in_other", NEUTRAL, about, params)


def _registrations(about: Which, earlier: Known, later: Known) -> Iterator[Finding]:
    if earlier.newest is None or later.newest is None:
        return
    params = {"day": earlier.newest.isoformat(), "other_day": later.newest.isoformat()}
    if earlier.newest <= later.newest:
        yield Finding("grown_since", FOR, about, params)
    else:
        yield Finding("newer_than_later", AGAINST, about, params)


def _columns(about: Which, one: Known, other: Known) -> Iterator[Finding]:
    if not one.columns or not other.columns:
        return
    same = len(one.columns & other.columns)
    params = {"same": same, "of": len(one.columns), "of_other": len(other.columns)}
    fewer = min(len(one.columns), len(other.columns))
    if same / fewer >= SAME_LAYOUT:
        yield Finding("same_columns", FOR, about, params)
    else:
        yield Finding("other_columns", NEUTRAL, about, params)


def _doubts(about: Which, known: Known) -> Iterator[Finding]:
    """Findings about dates that contradict each other."""
    if known.obtained is None:
        return
    day = {"day": known.obtained.isoformat()}
    if known.seized and not known.is_obtained_credible:
        params = {**day, "other_day": known.seized.isoformat()}
        yield Finding("obtained_after_seizure", AGAINST, about, params)
    elif known.newest and known.newest > known.obtained:
        params = {**day, "other_day": known.newest.isoformat()}
        yield Finding("rows_newer_than_obtained", AGAINST, about, params)


def _why_unknown(first: Known, second: Known) -> Iterator[Finding]:
    for about, known in _both(first, second):
        if known.since is None and known.until is None:
            yield Finding("no_date", BASIS, about, {})
    spans = [(known.since, known.until) for _about, known in _both(first, second)]
    if all(since or until for since, until in spans):
        yield Finding("spans_meet", BASIS, "first", _spans(first, second))
    for about, known in _both(first, second):
        yield from _doubts(about, known)


def _both(first: Known, second: Known) -> tuple[tuple[Which, Known], ...]:
    return ("first", first), ("second", second)


def _spans(first: Known, second: Known) -> dict[str, Any]:
    return {
        name: side[1].isoformat() if side else ""
        for name, side in (
            ("from", first.since),
            ("to", first.until),
            ("other_from", second.since),
            ("other_to", second.until),
        )
    }
