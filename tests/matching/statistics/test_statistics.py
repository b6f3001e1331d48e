"""How sure a hit rate is, and what a run found by method, province and year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.fraud import services as fraud
from cases.matching import services
from cases.matching.models import FraudLink, MatchRun
from cases.matching.statistics.breakdown import Chart, breakdown, confirmed
from cases.matching.statistics.rates import hit_rate, wilson
from cases.matching.statistics.spread import spread
from tests.matching.making import make_dataset, make_report, match_now, mobile


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Computed by hand from the formula, z = 1.959964.
    [
        (10, 100, 0.05523, 0.17437),
        (1, 10, 0.01788, 0.40415),
        (50, 100, 0.40383, 0.59617),
    ],
)
def test_the_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_at_the_ends_the_interval_touches_them_and_stays_open() -> None:
    assert wilson(0, 10)[0] == 0
    assert 0 < wilson(0, 10)[1] < 1
    assert wilson(10, 10)[1] == 1
    assert 0 < wilson(10, 10)[0] < 1


@pytest.mark.parametrize(("hits", "of"), [(0, 0), (-1, 10), (11, 10)])
def test_what_is_no_proportion_is_refused(hits: int, of: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(hits, of)


def found(chart: Chart) -> list[tuple[Any, ...]]:
    return [(bar.label, bar.matched, bar.searched, bar.loss) for bar in chart.bars]


@pytest.fixture
def searched(case: Case) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}", f"李某乙,{mobile(2)}")
    loan: dict[str, Any] = {
        "method": "F05",
        "province": "32",
        "reported_on": date(2020, 8, 9),
    }
    make_report(mobile(1), mobile(2), loss=Decimal(3500), **loan)
    make_report(mobile(3), loss=Decimal(9000), **loan)
    make_report(mobile(2), method="F12", reported_on=date(2011, 12, 28))
    make_report(method="F12")


def test_each_report_is_counted_once_whatever_links_it_has(
    searched: None, lead: Officer, case: Case
) -> None:
    run = match_now(lead, case)
    result = breakdown(run)
    assert run.links == 3
    assert (result.matched, result.searched, result.yuan) == (2, 3, 3500)
    assert (result.matched, result.searched) == (
        run.reports_matched,
        run.reports_searched,
    )
    methods, provinces, years = result.charts
    assert found(methods) == [("Fake loan", 1, 2, 3500), ("Prize", 1, 1, 0)]
    assert found(provinces) == [("Jiangsu", 1, 2, 3500), ("Not given", 1, 1, 0)]
    assert found(years) == [("2020", 1, 2, 3500), ("2011", 1, 1, 0)]


def test_what_has_no_date_comes_after_the_years(
    searched: None, lead: Officer, case: Case
) -> None:
    make_report(mobile(1))
    _methods, _provinces, years = breakdown(match_now(lead, case)).charts
    assert [bar.label for bar in years.bars] == ["2020", "2011", "No date"]


def test_a_later_run_does_not_change_what_an_earlier_one_found(
    searched: None, lead: Officer, case: Case
) -> None:
    first = match_now(lead, case)
    make_report(mobile(1), loss=Decimal(1))
    second = match_now(lead, case)
    assert (breakdown(first).matched, breakdown(second).matched) == (2, 3)


def test_the_page_of_figures_says_them_in_words_and_leads_to_the_lists(
    searched: None, as_lead: Client, lead: Officer, case: Case
) -> None:
    run = match_now(lead, case)
    rate = hit_rate(run)
    assert rate is not None
    address = reverse("cases:run_statistics", args=[run.pk])
    assert address in as_lead.get(run_page(run)).content.decode()
    page = as_lead.get(address).content.decode()
    assert f"{rate.percent:.2f} %" in page
    assert f"95 % interval {rate.low_percent:.2f} to {rate.high_percent:.2f} %" in page
    assert "loss 3,500 yuan" in page
    assert "1 more has no number" in page
    assert f"?case={case.pk}&amp;method=F05" in page


def test_a_report_with_numbers_of_other_kinds_is_not_said_to_have_none(
    searched: None, as_lead: Client, lead: Officer, case: Case
) -> None:
    make_report("a@example.org", kind="email")
    run = match_now(lead, case, kinds=("email",))
    assert run.reports_without > 1
    page = as_lead.get(run_page(run)).content.decode()
    assert "without a number of these kinds" in page
    assert "which no run can find" not in page
    address = reverse("cases:run_statistics", args=[run.pk])
    figures = as_lead.get(address).content.decode()
    assert f"{run.reports_without} more have no number of the kinds searched" in figures


def test_a_rate_is_that_of_the_reports_beside_it_and_says_what_it_was_before(
    searched: None, as_lead: Client, lead: Officer, case: Case
) -> None:
    run = match_now(lead, case)
    address = reverse("cases:run_statistics", args=[run.pk])
    assert 'id="then"' not in as_lead.get(address).content.decode()
    before = hit_rate(run)
    assert before is not None
    gone = FraudLink.objects.all()[0].report
    for number in gone.identifiers.all():
        fraud.remove_identifier(officer=lead, identifier=number)
    match_now(lead, case)
    now = breakdown(run)
    assert (now.matched, now.searched) == (before.hits - 1, before.of - 1)
    page = as_lead.get(address).content.decode()
    assert f"{now.matched} of {now.searched} reports; 95 %" in page
    assert f"it had matched {before.hits} of {before.of} reports" in page


def run_page(run: MatchRun) -> str:
    return reverse("cases:run_detail", args=[run.pk])


def test_a_run_on_some_reports_has_no_figures_and_says_so(
    searched: None, as_lead: Client, lead: Officer, case: Case
) -> None:
    run = match_now(lead, case, only_new=True)
    address = reverse("cases:run_statistics", args=[run.pk])
    assert address not in as_lead.get(run_page(run)).content.decode()
    assert "There are no figures of this run" in as_lead.get(address).content.decode()


def test_only_what_is_confirmed_counts_as_confirmed(
    searched: None, lead: Officer, case: Case
) -> None:
    run = match_now(lead, case)
    assert tuple(confirmed(run)) == (0, 0)
    for link in FraudLink.objects.filter(report__method="F05"):
        services.judge(
            officer=lead, link=link, judgement="confirmed", reason="", version=1
        )
    # Two links of one report.
    assert tuple(confirmed(run)) == (1, 3500)
    case.two_officers = True
    case.save()
    link = FraudLink.objects.get(report__method="F12")
    services.judge(officer=lead, link=link, judgement="confirmed", reason="", version=1)
    assert tuple(confirmed(run)) == (1, 3500)


def test_a_link_whose_number_was_taken_out_is_no_figure_any_more(
    as_lead: Client, lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}", obtained_on=date(2020, 1, 1))
    report = make_report(mobile(1), reported_on=date(2020, 5, 1), loss=Decimal(700))
    match_now(lead, case)
    link = FraudLink.objects.get()
    services.judge(officer=lead, link=link, judgement="unsure", reason="", version=1)
    fraud.remove_identifier(officer=lead, identifier=report.identifiers.get())
    run = match_now(lead, case)
    assert FraudLink.objects.get() == link
    result = breakdown(run)
    assert (result.matched, result.searched, result.yuan) == (0, 0, 0)
    assert not any(chart.bars for chart in (*result.charts, *spread(run, 0)))
    page = as_lead.get(reverse("cases:run_statistics", args=[run.pk]))
    assert page.status_code == 200


def test_a_link_that_has_yet_to_go_with_its_number_breaks_no_page(
    as_lead: Client, lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    report = make_report(mobile(1))
    run = match_now(lead, case)
    fraud.remove_identifier(officer=lead, identifier=report.identifiers.get())
    page = as_lead.get(reverse("cases:run_statistics", args=[run.pk]))
    assert page.status_code == 200
