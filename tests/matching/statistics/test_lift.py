"""How much more often than by chance victims' numbers stand in seized data."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.engine.identifiers.mobile import count_valid, metadata_pattern
from cases.matching.models import MatchRun
from cases.matching.statistics.lift import Lift, lift
from cases.matching.statistics.rates import rate
from tests.matching.making import add_identifier, make_report, match_now
from tests.seizures.making import as_text, make_dataset, people, taken_in


def test_valid_numbers_are_those_of_the_numbering_plan() -> None:
    pattern = re.compile(metadata_pattern())
    prefixes = sum(1 for n in range(10_000, 20_000) if pattern.fullmatch(f"{n}000000"))
    assert count_valid() == prefixes * 10**6
    # 138 alone has a hundred million.
    assert 10**9 < count_valid() < 10**10


def test_the_lift_is_the_hit_rate_over_the_base_rate() -> None:
    found = rate(10, 100)
    assert found is not None
    # Of a thousand valid numbers 20 are seized: of a hundred, two by chance.
    result = Lift(found, seized=20, valid=1_000)
    assert result.base == 0.02
    assert result.expected == 2
    assert result.factor == pytest.approx(5)
    # The ends of the interval of 10 in 100, 0.05523 and 0.17437, over 0.02.
    assert (result.low, result.high) == pytest.approx((2.7615, 8.7185), abs=5e-3)


@pytest.fixture
def run(lead: Officer, case: Case) -> MatchRun:
    """Two data sets, of 30 and 20 people, ten of them in both; four victims' numbers,
    three of them in the data, one named by two reports."""
    seized = people(40)
    taken_in(lead, make_dataset(lead, case), as_text(seized[:30]))
    taken_in(lead, make_dataset(lead, case, title="Second"), as_text(seized[20:]))
    for number in (seized["手机号"][0], seized["手机号"][1], seized["手机号"][25]):
        make_report(number)
    make_report(seized["手机号"][0])
    make_report(people(60, seed=5)["手机号"][50])
    caller = make_report("a@example.org", kind="email")
    add_identifier(caller, "mobile", seized["手机号"][2], party="caller")
    return match_now(lead, case)


def test_a_run_counts_different_numbers_on_both_sides(run: MatchRun) -> None:
    assert run.identifiers_matched["mobile"] == 3
    assert run.identifiers_searched == {"email": 1, "mobile": 4}
    assert run.identifiers_seized["mobile"] == 30 + 20
    result = lift(run)
    assert result is not None
    assert (result.rate.hits, result.rate.of, result.seized) == (3, 4, 50)
    assert result.factor == pytest.approx(0.75 / (50 / count_valid()))


def test_the_page_has_the_formula_with_its_numbers(
    run: MatchRun, as_lead: Client
) -> None:
    page = as_lead.get(reverse("cases:run_statistics", args=[run.pk])).content.decode()
    formula = re.search(r'<p class="formula">.*?</p>', page)
    assert formula is not None
    assert "<span>3 ÷ 4</span>" in formula[0]
    assert f"<span>50 ÷ {count_valid():,}</span>" in formula[0]


def test_there_is_no_lift_where_nothing_was_to_be_found(
    lead: Officer, as_lead: Client, case: Case
) -> None:
    taken_in(lead, make_dataset(lead, case), as_text(people(5)))
    run = match_now(lead, case)
    assert lift(run) is None
    page = as_lead.get(reverse("cases:run_statistics", args=[run.pk])).content.decode()
    assert "There were no mobile numbers to compare" in page
