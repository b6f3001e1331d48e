"""Who had the data first, in the PDF: what officers confirmed, each figure traced."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.lineage import services
from cases.lineage.models import LineageRun, Pair
from cases.seizures.models import SeizedDataset
from cases.summaries.collect import collect
from cases.summaries.render import html
from tests.lineage.making import make_set, pair_of, trace
from tests.people import make_case
from tests.summaries.test_document import edition, facts_of


@pytest.fixture
def chain(lead: Officer, case: Case) -> list[SeizedDataset]:
    """The second was obtained later, from the first; the third nobody knows when."""
    return [
        make_set(case, range(10), title="源头", obtained_on=date(2020, 6, 1)),
        make_set(case, range(4, 12), title="下游", obtained_on=date(2020, 9, 1)),
        make_set(case, range(6, 9), title="来历不明"),
    ]


def say(officer: Officer, pair: Pair, judgement: str) -> None:
    services.judge(
        officer=officer,
        pair=pair,
        judgement=judgement,
        reason="Dates agree with the chats",
        version=pair.version,
    )


def document(case: Case, officer: Officer, language: str = "en") -> str:
    made = html(facts_of(case, officer), edition(language))
    return " ".join(re.sub(r"<[^>]+>", " ", made).split())


def test_what_was_confirmed_is_told_with_its_dates_and_its_source(
    lead: Officer, case: Case, chain: list[SeizedDataset]
) -> None:
    trace(lead, case)
    say(lead, pair_of(chain[0], chain[1]), "confirmed")
    (fact,) = facts_of(case, lead).lineage
    assert (fact.earlier, fact.later) == (1, 2)
    assert (fact.shared, fact.earlier_total, fact.later_total) == (6, 10, 8)
    assert fact.confirmed_by == lead.name
    text = document(case, lead)
    assert "D1 D2 6 60 % 75 %" in text
    assert "“D1” was obtained on 2020-06-01." in text
    assert "“D2” was obtained on 2020-09-01, 92 days later." in text
    run = LineageRun.objects.get()
    assert f"What D1 and D2 share Comparison {run.pk} of data sets" in text


def test_a_proposal_and_what_was_rejected_are_not_in_it(
    lead: Officer, case: Case, chain: list[SeizedDataset]
) -> None:
    trace(lead, case)
    assert facts_of(case, lead).lineage == ()
    assert "Who had the data first" not in document(case, lead)
    say(lead, pair_of(chain[0], chain[1]), "rejected")
    assert facts_of(case, lead).lineage == ()


def test_what_another_case_holds_is_not_in_it(
    lead: Officer, case: Case, chain: list[SeizedDataset]
) -> None:
    other = make_case(lead=lead)
    later = make_set(other, range(3), obtained_on=date(2021, 1, 1))
    trace(lead, case, other)
    say(lead, pair_of(chain[0], later), "confirmed")
    assert facts_of(case, lead).lineage == ()


def test_a_prosecutor_reads_the_same(
    lead: Officer, prosecutor: Officer, case: Case, chain: list[SeizedDataset]
) -> None:
    trace(lead, case)
    say(lead, pair_of(chain[0], chain[1]), "confirmed")
    Case.objects.update(handed_over_at=timezone.now(), handed_over_to=prosecutor.unit)
    theirs = collect(prosecutor, case.pk, "litigation").lineage
    assert theirs == facts_of(case, lead).lineage != ()
