"""What the rules read of a report is what the report says."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
import pytest

from cases.fraud.methods import Method
from cases.fraud.models import FraudReport
from cases.matching.runs import facts
from cases.matching.runs.facts import among, report_facts

REPORTS = 60


@pytest.fixture
def reports(db: None) -> list[FraudReport]:
    """With days long ago and far off, and with none; with and without a name. Some
    numbers between are nobody's."""
    luck = random.Random(7)
    days = [None, date(1999, 12, 31), date(2000, 1, 1), date(9999, 12, 31)]
    days += [date(2024, 1, 1) + timedelta(luck.randrange(700)) for _ in range(20)]
    return [
        FraudReport.objects.create(
            pk=pk,
            number=f"R-{pk}",
            reported_on=luck.choice(days),
            method=luck.choice(Method.values),
            victim_name=luck.choice(["", "王某某"]),
        )
        for pk in luck.sample(range(1_000, 1_000 + 2 * REPORTS), REPORTS)
    ]


def as_they_say(reports: list[FraudReport]) -> list[tuple[object, ...]]:
    return [(r.reported_on, r.method, bool(r.victim_name)) for r in reports]


def numbers(reports: list[FraudReport]) -> pl.Series:
    return pl.Series("report", [report.pk for report in reports], pl.UInt64)


@pytest.mark.parametrize("near", [0, facts._NEAR])
def test_facts_come_line_by_line_however_the_reports_lie(
    reports: list[FraudReport], near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "_NEAR", near)
    luck = random.Random(8)
    for count in (1, 2, REPORTS // 2, 3 * REPORTS):
        asked = luck.choices(reports, k=count)
        assert report_facts(numbers(asked)).rows() == as_they_say(asked)


@pytest.mark.parametrize("near", [0, facts._NEAR])
def test_a_report_that_is_gone_says_nothing(
    reports: list[FraudReport], near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "_NEAR", near)
    there = {report.pk for report in reports}
    (gone, *_others) = {*range(min(there), max(there))} - there
    asked = pl.Series("report", [reports[0].pk, gone, reports[1].pk], pl.UInt64)
    first, none, last = report_facts(asked).rows()
    assert [first, last] == as_they_say(reports[:2])
    assert none == (None, None, None)
    assert report_facts(asked.filter(asked == gone)).rows() == [none]


def test_without_a_report_there_are_no_facts(db: None) -> None:
    none = report_facts(pl.Series("report", [], pl.UInt64))
    assert none.is_empty()
    assert none.columns == ["reported_on", "method", "named"]


def test_far_reports_are_asked_for_by_number_and_near_ones_as_a_range() -> None:
    assert "ANY" in among(pl.Series([1, 1_000_000])).as_string()
    assert "BETWEEN" in among(pl.Series([3, 1, 8, 4])).as_string()
    assert "ANY" in among(pl.Series([], dtype=pl.UInt64)).as_string()
