"""Who had it first: from dates alone, and never without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.lineage.direction import (
    AGAINST,
    BASIS,
    FIRST,
    FOR,
    SECOND,
    UNKNOWN,
    Known,
    propose,
)

JAN, FEB, MARCH, APRIL = (date(2021, month, 10) for month in (1, 2, 3, 4))


def known(unique: int = 100, **fields: Any) -> Known:
    return Known(unique, **fields)


def codes(first: Known, second: Known, effect: str, shared: int = 50) -> list[str]:
    findings = propose(first, second, shared).findings
    return [finding.code for finding in findings if finding.effect == effect]


@pytest.mark.parametrize(
    ("earlier", "later", "basis"),
    [
        (
            known(obtained=JAN),
            known(obtained=FEB),
            ["until_obtained", "since_obtained"],
        ),
        (known(seized=JAN), known(obtained=FEB), ["until_seized", "since_obtained"]),
        (known(seized=JAN), known(newest=FEB), ["until_seized", "since_newest"]),
        (
            known(obtained=JAN),
            known(newest=FEB, seized=MARCH),
            ["until_obtained", "since_newest"],
        ),
        (
            known(obtained=JAN, newest=FEB),
            known(obtained=MARCH),
            ["until_added", "since_obtained"],
        ),
        # A row of the day of obtaining was not added later.
        (
            known(obtained=JAN, newest=JAN),
            known(obtained=FEB),
            ["until_obtained", "since_obtained"],
        ),
        # Obtained after it was seized: that day is not believed, the seizure is.
        (
            known(obtained=APRIL, seized=JAN),
            known(obtained=FEB),
            ["until_seized", "since_obtained"],
        ),
    ],
)
def test_whose_span_ends_before_the_other_begins_was_first(
    earlier: Known, later: Known, basis: list[str]
) -> None:
    assert propose(earlier, later, 50).direction == FIRST
    assert propose(later, earlier, 50).direction == SECOND
    assert codes(earlier, later, BASIS) == basis


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (known(), known(), ["no_date", "no_date"]),
        (known(obtained=JAN), known(), ["no_date"]),
        (known(obtained=JAN), known(obtained=JAN), ["spans_meet"]),
        # A seizure says only that it was there by then.
        (known(seized=JAN), known(seized=FEB), ["spans_meet"]),
        (known(obtained=JAN), known(seized=FEB), ["spans_meet"]),
        (known(obtained=JAN, newest=MARCH), known(obtained=FEB), ["spans_meet"]),
    ],
)
def test_where_the_dates_do_not_tell_it_is_said_why(
    first: Known, second: Known, why: list[str]
) -> None:
    assert propose(first, second, 50).direction == UNKNOWN
    assert codes(first, second, BASIS) == why
    columns = frozenset({"a"})
    alike = replace(first, columns=columns), replace(second, columns=columns)
    assert not codes(*alike, FOR)


DAYS = st.none() | st.integers(0, 40).map(lambda n: JAN + timedelta(n))
KNOWN = st.builds(Known, unique=st.just(10), obtained=DAYS, seized=DAYS, newest=DAYS)


@given(first=KNOWN, second=KNOWN)
def test_no_direction_without_two_dates_and_the_same_from_either_side(
    first: Known, second: Known
) -> None:
    proposal = propose(first, second, 5)
    turned = propose(second, first, 5).direction
    assert {proposal.direction, turned} in ({FIRST, SECOND}, {UNKNOWN})
    dates = [finding for finding in proposal.findings if finding.effect == BASIS]
    assert dates
    if proposal.direction != UNKNOWN:
        had, came = (date.fromisoformat(finding.params["day"]) for finding in dates)
        assert (came - had).days == dates[1].params["days"] > 0
        assert {f.about for f in dates} == {"first", "second"}


@pytest.mark.parametrize(
    ("shared", "code"),
    [
        (95, "nearly_all_in_other"),
        (60, "most_in_other"),
        (10, "little_in_other"),
    ],
)
def test_how_much_of_the_later_set_can_come_from_the_earlier(
    shared: int, code: str
) -> None:
    findings = propose(known(900, obtained=JAN), known(obtained=FEB), shared).findings
    [found] = [f for f in findings if f.code.endswith("_in_other")]
    assert (found.code, found.about) == (code, "second")
    assert found.params == {"share": shared / 100}


def test_registrations_and_columns_speak_for_it_or_against_it() -> None:
    layout = frozenset({"姓名", "手机号", "注册时间"})
    earlier = known(obtained=FEB, newest=JAN, columns=layout)
    later = known(obtained=APRIL, newest=MARCH, columns=layout)
    assert codes(earlier, later, FOR) == [
        "most_in_other",
        "grown_since",
        "same_columns",
    ]
    older = known(obtained=APRIL, newest=date(2020, 1, 1), columns=frozenset({"tel"}))
    assert codes(earlier, older, AGAINST) == ["newer_than_later"]


def test_dates_that_contradict_each_other_are_told() -> None:
    odd = known(obtained=APRIL, seized=MARCH)
    assert codes(known(obtained=JAN), odd, AGAINST) == ["obtained_after_seizure"]
    added = known(obtained=FEB, newest=MARCH, seized=APRIL)
    assert codes(known(obtained=JAN), added, AGAINST) == ["rows_newer_than_obtained"]
