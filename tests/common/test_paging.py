"""A long list is counted so far and no further."""

from __future__ import annotations

import pytest

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.fraud.models import FraudReport
from tests.people import signed_in


@pytest.mark.parametrize(
    ("limit", "told", "pages"),
    [(60, "1 to 25 of 60", 3), (59, "1 to 25 of more than 59", 3)],
)
def test_a_longer_list_says_so(
    lead: Officer,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    told: str,
    pages: int,
) -> None:
    monkeypatch.setattr("cases.common.paging.COUNTED", limit)
    FraudReport.objects.bulk_create(FraudReport(number=f"R-{n:03}") for n in range(60))
    response = signed_in(lead).get("/reports/")
    assert told in response.content.decode()
    assert response.context["table"].paginator.num_pages == pages


def test_behind_what_is_counted_comes_the_last_page(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.common.paging.COUNTED", 50)
    FraudReport.objects.bulk_create(FraudReport(number=f"R-{n:03}") for n in range(60))
    response = signed_in(lead).get("/reports/", {"page": "3"})
    assert "26 to 50 of more than 50" in response.content.decode()
