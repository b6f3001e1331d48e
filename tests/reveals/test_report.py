"""The supervisor's report: who saw how many records."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.reveals.models import Reveal
from cases.reveals.outliers import limits
from tests.people import make_officer, make_unit, signed_in

REPORT = "/reveals/"


def revealed(officer: Officer, count: int, case: Case | None = None) -> None:
    Reveal.objects.bulk_create(
        Reveal(
            officer=officer,
            object_type="fraudlink",
            object_id=number,
            record=f"Mobile number 138****{number:04}",
            reason="judge",
            words="For the case",
            case=case,
        )
        for number in range(count)
    )


def test_a_lead_sees_who_revealed_how_much_and_what(
    as_lead: Client, lead: Officer, colleague: Officer, case: Case
) -> None:
    revealed(colleague, 3, case)
    page = as_lead.get(REPORT).content.decode()
    assert "Colleague" in page
    assert "Stands out" not in page
    single = as_lead.get(f"/reveals/all/?officer={colleague.pk}").content.decode()
    assert single.count("For the case") == 3
    assert "138****0002" in single


def test_half_of_the_quota_stands_out_in_a_small_unit(
    as_lead: Client, colleague: Officer, settings: Settings
) -> None:
    settings.CASEDESK_REVEALS_A_DAY = 10
    revealed(colleague, 5)
    assert "Stands out" in as_lead.get(REPORT).content.decode()


@pytest.mark.parametrize(
    ("count", "stands_out"), [(4, False), (11, True), (49, True), (50, True)]
)
def test_a_day_far_above_the_others_stands_out(count: int, stands_out: bool) -> None:
    found = limits([*[4, 5, 6] * 10, count], quota=100)
    assert found.stands_out(count) is stands_out


def test_equal_days_do_not_stand_out() -> None:
    assert not limits([7] * 20, quota=100).stands_out(7)
    assert not limits([], quota=100).stands_out(0)


def test_other_units_reveals_are_seen_in_ones_own_cases_only(
    as_lead: Client, lead: Officer, case: Case
) -> None:
    far = make_officer("far", unit=make_unit("Fuzhou brigade", province="35"))
    revealed(far, 2)
    assert "Far" not in as_lead.get(REPORT).content.decode()
    revealed(far, 1, case)
    assert "Far" in as_lead.get(REPORT).content.decode()
    assert Reveal.objects.visible_to(lead).count() == 1


@pytest.mark.parametrize("name", ["reveal_report", "reveal_list"])
def test_the_report_is_for_leads_and_auditors(
    name: str, case: Case, colleague: Officer, prosecutor: Officer
) -> None:
    address = reverse(f"cases:{name}")
    admin = make_officer("admin", duty="system_admin")
    for officer in (colleague, prosecutor, admin):
        assert signed_in(officer).get(address).status_code == 403
    auditor = make_officer("auditor", duty="auditor")
    assert signed_in(auditor).get(address).status_code == 200
