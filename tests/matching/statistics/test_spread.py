"""Matched reports by sector and freshness of the data and by the time to the fraud."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.matching.models import FraudLink, MatchRun
from cases.matching.statistics.spans import SPANS
from cases.matching.statistics.spread import spread
from tests.matching.making import make_dataset, make_report, match_now, mobile
from tests.seizures.making import make_exhibit

_DAY = date(2020, 6, 1)


@pytest.fixture
def run(lead: Officer, case: Case) -> MatchRun:
    """A data set of June and one of August 2020, and one without a date."""
    exhibit = make_exhibit(
        # The next day in China.
        lead,
        case,
        seized_at=datetime(2021, 1, 29, 18, tzinfo=UTC),
    )
    loan = {"sector": "loan", "freshness": "real_time", "exhibit": exhibit}
    make_dataset(
        case, *(f"王某甲,{mobile(n)}" for n in (1, 2, 3)), obtained_on=_DAY, **loan
    )
    make_dataset(
        case,
        *(f"王某甲,{mobile(n)}" for n in (2, 3)),
        sector="express",
        obtained_on=date(2020, 8, 1),
    )
    make_dataset(case, f"王某甲,{mobile(4)}")
    for number, day in (
        (1, date(2020, 6, 8)),  # 7 days after June's
        (2, date(2020, 8, 9)),  # 69 days after June's, 8 after August's
        (3, date(2020, 5, 1)),  # before both: 31 days before June's
        (4, date(2020, 5, 1)),
    ):
        make_report(
            mobile(number), mobile(90 + number), reported_on=day, loss=Decimal(100)
        )
    make_report(mobile(80), loss=Decimal(9))
    return match_now(lead, case)


def bars(run: MatchRun, chart: int) -> dict[str, tuple[int, int, int]]:
    found = spread(run, run.reports_searched)[chart].bars
    return {bar.label: (bar.matched, bar.searched, bar.yuan) for bar in found}


def test_a_report_counts_once_in_each_sector_and_freshness(run: MatchRun) -> None:
    assert bars(run, 0) == {
        "Loan platform (台子料)": (3, 5, 300),
        "Express delivery (快递料)": (2, 5, 200),
        "Other or mixed": (1, 5, 100),
    }
    assert bars(run, 1) == {
        "Real-time (实时料)": (3, 5, 300),
        "Unknown": (3, 5, 300),
    }


def test_the_age_is_that_of_the_freshest_data_before_the_fraud(run: MatchRun) -> None:
    assert bars(run, 2) == {
        "fraud up to a year earlier": (1, 5, 100),
        "fraud 0 to 7 days later": (1, 5, 100),
        "8 to 30 days later": (1, 5, 100),
        "a date is missing": (1, 5, 100),
    }


def test_days_from_the_seizure_are_those_of_the_place(run: MatchRun) -> None:
    # From 30 January 2021, the day in China.
    assert bars(run, 3) == {
        "fraud up to a year earlier": (3, 5, 300),
        "a date is missing": (1, 5, 100),
    }


def test_every_day_falls_into_one_span() -> None:
    for days in range(-800, 801):
        assert [span.holds(days) for span in SPANS].count(True) == 1


def test_the_charts_lead_to_the_links_behind_them(
    run: MatchRun, as_lead: Client
) -> None:
    page = as_lead.get(reverse("cases:run_statistics", args=[run.pk])).content.decode()
    listed = reverse("cases:link_list")
    for query, links in (
        ("sector=loan", 3),
        ("freshness=unknown", 3),
        ("time=obtained-month", 1),
        ("time=obtained-shortly", 2),
        ("time=seized-shortly", 3),
    ):
        assert f"?case={run.case_id}&amp;{query}" in page
        rows = as_lead.get(f"{listed}?case={run.case_id}&{query}").content.decode()
        assert rows.count('data-link="row"') == links, query


def test_what_came_before_is_hatched_not_only_coloured(
    run: MatchRun, as_lead: Client
) -> None:
    page = as_lead.get(reverse("cases:run_statistics", args=[run.pk])).content.decode()
    assert page.count('fill="url(#hatch)"') == 2
    assert 'id="hatch"' in page


def test_a_day_of_obtaining_after_the_seizure_is_believed_nowhere(
    lead: Officer, as_lead: Client, case: Case
) -> None:
    """The lineage does not believe it either; the link's page shows both."""
    # Already the 30th in China.
    seized_at = datetime(2021, 1, 29, 18, tzinfo=UTC)
    exhibit = make_exhibit(lead, case, seized_at=seized_at)
    for number, day in ((1, date(2021, 1, 30)), (2, date(2021, 1, 31))):
        make_dataset(case, f"王某甲,{mobile(number)}", exhibit=exhibit, obtained_on=day)
        make_report(mobile(number), number=f"R-{number}", reported_on=date(2021, 1, 1))
    run = match_now(lead, case)
    assert bars(run, 2) == {
        "fraud up to a year earlier": (1, 2, 0),
        "a date is missing": (1, 2, 0),
    }
    said = {
        link.report.number: {reason["code"] for reason in link.reasons}
        for link in FraudLink.objects.all()
    }
    assert "obtained_after" in said["R-1"]
    assert not any(code.startswith("obtained") for code in said["R-2"])
    listed = f"{reverse('cases:link_list')}?case={case.pk}&time=obtained-shortly"
    page = as_lead.get(listed).content.decode()
    assert "R-1" in page
    assert "R-2" not in page
