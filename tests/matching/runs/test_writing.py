"""Links stand on what is there, although no foreign key of theirs is checked."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.matching.models import Explanation, FraudLink, MatchRun
from tests.matching.making import make_dataset, make_report, match_now, mobile


@pytest.fixture
def run(lead: Officer, case: Case) -> MatchRun:
    rows = [f"王某甲,{mobile(number)}" for number in range(4)]
    for number in range(4):
        make_report(mobile(number))
    return match_now(lead, case, make_dataset(case, *rows))


@pytest.mark.parametrize(
    "table",
    [
        "cases_case",
        "cases_seizeddataset",
        "cases_seizedfile",
        "cases_fraudreport",
        "cases_matchrun",
        "cases_explanation",
    ],
)
def test_nothing_that_a_link_points_to_is_deleted(run: MatchRun, table: str) -> None:
    refusal = "is never deleted|has found links"
    # Keys of other tables that are checked would be when the transaction ends.
    with (
        pytest.raises(DatabaseError, match=refusal),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above
    assert FraudLink.objects.filter(run=run).count() == 4


def test_a_run_that_found_nothing_can_be_deleted(lead: Officer, case: Case) -> None:
    run = match_now(lead, case, make_dataset(case, f"王某甲,{mobile(9)}"))
    run.datasets.clear()
    run.delete()
    assert not MatchRun.objects.exists()


def test_the_same_reasons_stand_once(run: MatchRun, lead: Officer, case: Case) -> None:
    assert FraudLink.objects.count() == 4
    explanation = Explanation.objects.get()
    match_now(lead, case)
    assert Explanation.objects.get() == explanation
    link = FraudLink.objects.all()[0]
    assert link.reasons == explanation.reasons
    assert link.score == sum(reason["points"] for reason in link.reasons)
