"""A sealed case is retired by two people, after its time and for good."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases.access.errors import Refused
from cases.access.models import Officer
from cases.casefiles import retention, services
from cases.casefiles.models import Case, Role, Standing, StandingChange
from cases.casefiles.permissions import Ability, abilities, require
from cases.consents.models import Answer
from tests.casefiles.making import answer, move, propose, retire, seal, sealed_long_ago
from tests.people import join, make_case, make_officer, make_unit, signed_in

Outcome = Answer.Outcome


@pytest.fixture
def second(case: Case) -> Officer:
    """A lead of another case of the same unit."""
    officer = make_officer("second")
    make_case(lead=officer)
    return officer


@pytest.fixture
def retired(case: Case, lead: Officer, second: Officer) -> Case:
    retire(lead, case, second)
    return case


def test_two_people_retire_a_case(
    case: Case, lead: Officer, second: Officer, retired: Case
) -> None:
    assert retired.standing == Standing.RETIRED
    change = StandingChange.objects.get(standing=Standing.RETIRED)
    assert change.proposal is not None
    assert (change.proposal.officer, change.officer) == (lead, second)
    assert change.reason == "Time is over"


def test_two_approvals_by_the_same_person_are_refused(
    case: Case, lead: Officer
) -> None:
    sealed_long_ago(lead, case)
    proposal = propose(lead, case)
    with pytest.raises(ValidationError, match="somebody else must answer"):
        answer(lead, proposal, Outcome.AGREED)
    address = reverse("cases:retirement_detail", args=[proposal.pk])
    page = signed_in(lead).post(address, {"outcome": "agreed"}).content.decode()
    assert "somebody else must answer" in page
    case.refresh_from_db()
    assert case.standing == Standing.SEALED


def test_the_database_itself_retires_nothing_without_two(
    case: Case, lead: Officer
) -> None:
    sealed_long_ago(lead, case)
    propose(lead, case)
    with pytest.raises(DatabaseError, match="consent"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(standing=Standing.RETIRED)


def test_nothing_is_retired_before_its_time(case: Case, lead: Officer) -> None:
    with pytest.raises(ValidationError, match="Only a sealed case"):
        propose(lead, case)
    seal(lead, case)
    with pytest.raises(ValidationError, match="retention time runs until"):
        propose(lead, case)


def test_a_new_seal_begins_the_retention_time_anew(case: Case, lead: Officer) -> None:
    sealed_long_ago(lead, case)
    move(lead, case, Standing.CLOSED, "One more hearing")
    move(lead, case, Standing.SEALED)
    with pytest.raises(ValidationError, match="retention time runs until"):
        propose(lead, case)


def test_the_retention_time_is_that_of_the_day_of_sealing() -> None:
    rules = (
        retention.Rule(date.min, 30),
        retention.Rule(date(2030, 1, 1), 10),
    )
    assert retention.kept_until(date(2029, 12, 31), rules) == date(2059, 12, 31)
    assert retention.kept_until(date(2032, 2, 29), rules) == date(2042, 3, 1)


def test_colleagues_outsiders_and_leads_of_other_units_do_not_agree(
    case: Case, lead: Officer, colleague: Officer, outsider: Officer
) -> None:
    sealed_long_ago(lead, case)
    proposal = propose(lead, case)
    make_case(lead=outsider)
    same_unit = make_officer("no-lead")
    address = reverse("cases:retirement_detail", args=[proposal.pk])
    for officer in (colleague, outsider, same_unit):
        with pytest.raises(ValidationError, match="another lead investigator"):
            answer(officer, proposal, Outcome.AGREED)
        response = signed_in(officer).post(address, {"outcome": "agreed"})
        assert response.status_code == 404


def test_a_lead_of_the_unit_above_agrees_and_sees_no_more_than_the_number(
    case: Case, lead: Officer
) -> None:
    above = make_unit("Provincial department")
    case.lead_unit.parent = above
    case.lead_unit.save()
    chief = make_officer("chief", unit=above)
    make_case(lead=chief)
    sealed_long_ago(lead, case)
    proposal = propose(lead, case)
    client = signed_in(chief)
    assert case.number in client.get("/").content.decode()
    address = reverse("cases:retirement_detail", args=[proposal.pk])
    assert case.number in client.get(address).content.decode()
    assert client.get(case.get_absolute_url()).status_code == 404
    assert client.post(address, {"outcome": "agreed"}).status_code == 302
    case.refresh_from_db()
    assert case.standing == Standing.RETIRED


def test_another_lead_of_the_case_may_refuse_and_it_can_be_proposed_again(
    case: Case, lead: Officer
) -> None:
    other = join(case, make_officer("other", unit=make_unit("Far")), Role.LEAD)
    sealed_long_ago(lead, case)
    answer(other, propose(lead, case), Outcome.REFUSED)
    case.refresh_from_db()
    assert case.standing == Standing.SEALED
    propose(other, case)


def test_the_seal_is_not_lifted_under_an_open_proposal(
    case: Case, lead: Officer
) -> None:
    sealed_long_ago(lead, case)
    proposal = propose(lead, case)
    with pytest.raises(ValidationError, match="withdraw that first"):
        move(lead, case, Standing.CLOSED)
    answer(lead, proposal, Outcome.WITHDRAWN)
    move(lead, case, Standing.CLOSED)


def test_a_retired_case_is_there_for_its_lead_alone(
    colleague: Officer, retired: Case, lead: Officer, second: Officer
) -> None:
    address = retired.get_absolute_url()
    assert signed_in(lead).get(address).status_code == 200
    for officer in (second, colleague):
        assert signed_in(officer).get(address).status_code == 404
    assert abilities(lead, retired) == {Ability.READ}
    with pytest.raises(Refused, match="retired for good"):
        require(lead, retired, Ability.KEEP)


def test_a_prosecutor_does_not_see_a_retired_case(
    case: Case, lead: Officer, second: Officer, prosecutor: Officer
) -> None:
    services.hand_over(officer=lead, case=case, unit=prosecutor.unit)
    client = signed_in(prosecutor)
    assert client.get(case.get_absolute_url()).status_code == 200
    sealed_long_ago(lead, case)
    answer(second, propose(lead, case), Outcome.AGREED)
    assert client.get(case.get_absolute_url()).status_code == 404


def test_nobody_takes_a_retired_case_back(retired: Case, lead: Officer) -> None:
    with pytest.raises(Refused):
        move(lead, retired, Standing.CLOSED)
    with pytest.raises(DatabaseError, match="is retired"), transaction.atomic():
        Case.objects.filter(pk=retired.pk).update(standing=Standing.OPEN)
