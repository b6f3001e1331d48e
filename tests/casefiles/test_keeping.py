"""Cases are closed, sealed and retired, never deleted; who does it, and what then
is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.errors import Refused
from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import keeping, retention, services
from cases.casefiles.models import Case, Note, Role, Standing, StandingChange
from cases.casefiles.permissions import Ability, abilities, require
from cases.consents.models import Answer, Proposal
from cases.matching.models import MatchRun
from cases.matching.queue import judgeable_cases
from cases.summaries.models import Summary
from tests.casefiles.making import retire, sealed_long_ago
from tests.matching.making import mobile
from tests.people import join, make_case, make_officer, make_unit, signed_in

Outcome = Answer.Outcome


def move(officer: Officer, case: Case, to: Standing, reason: str = "Done") -> None:
    keeping.move(officer=officer, case=case, to=to, reason=reason)


def seal(officer: Officer, case: Case) -> None:
    move(officer, case, Standing.CLOSED)
    move(officer, case, Standing.SEALED)
    case.refresh_from_db()


def propose(officer: Officer, case: Case) -> Proposal:
    return keeping.propose_retirement(officer=officer, case=case, reason="Time is over")


def answer(officer: Officer, proposal: Proposal, outcome: Outcome) -> None:
    keeping.answer_retirement(officer=officer, proposal=proposal, outcome=outcome)


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


def test_a_lead_closes_seals_and_takes_back_and_each_step_is_kept(
    case: Case, lead: Officer
) -> None:
    steps = [
        Standing.CLOSED,
        Standing.OPEN,
        Standing.CLOSED,
        Standing.SEALED,
        Standing.CLOSED,
    ]
    for number, standing in enumerate(steps):
        move(lead, case, standing, f"Reason {number}")
    kept = case.standings.order_by("pk").values_list("standing", "reason")
    assert list(kept) == [(s, f"Reason {n}") for n, s in enumerate(steps)]
    entries = Entry.objects.filter(action=Action.CHANGE, case_id=case.pk)
    assert entries.filter(reason="Reason 3", actor=lead).exists()


@pytest.mark.parametrize(
    "to", [Standing.SEALED, Standing.OPEN, Standing.RETIRED], ids=str
)
def test_a_case_in_work_is_closed_first(
    case: Case, lead: Officer, to: Standing
) -> None:
    with pytest.raises(ValidationError, match="cannot become"):
        move(lead, case, to)


def test_a_step_needs_its_reason(case: Case, lead: Officer) -> None:
    with pytest.raises(ValidationError):
        move(lead, case, Standing.CLOSED, reason="")
    case.refresh_from_db()
    assert case.standing == Standing.OPEN


def test_a_number_pasted_into_the_reason_is_masked(case: Case, lead: Officer) -> None:
    move(lead, case, Standing.CLOSED, reason=f"Told {mobile(1)}")
    assert StandingChange.objects.get().reason == "Told 138****01"


def test_only_a_lead_closes(case: Case, colleague: Officer, viewer: Officer) -> None:
    for officer in (colleague, viewer):
        address = reverse("cases:case_close", args=[case.pk])
        response = signed_in(officer).post(address, {"reason": "Done"})
        assert response.status_code == 403
    case.refresh_from_db()
    assert case.standing == Standing.OPEN


def test_nothing_is_sealed_under_a_running_job(case: Case, lead: Officer) -> None:
    run = MatchRun.objects.create(case=case, state="running")
    with pytest.raises(ValidationError, match="still running"):
        move(lead, case, Standing.CLOSED)
    run.state = "done"
    run.save()
    summary = Summary.objects.create(
        case=case, number=1, as_of=timezone.now(), state="waiting"
    )
    with pytest.raises(ValidationError, match="still running"):
        move(lead, case, Standing.CLOSED)
    summary.state = "failed"
    summary.save()
    move(lead, case, Standing.CLOSED)


def test_a_closed_case_is_read_matched_and_managed_and_not_written_in(
    case: Case, lead: Officer
) -> None:
    move(lead, case, Standing.CLOSED)
    left = abilities(lead, Case.objects.get(pk=case.pk))
    assert left == set(Ability) - {Ability.WRITE, Ability.INTAKE, Ability.OPERATE}
    with pytest.raises(Refused, match="closed"):
        services.add_note(officer=lead, case=case, text="Too late")


def test_nobody_writes_in_a_sealed_case_and_is_told_why(
    case: Case, lead: Officer, colleague: Officer
) -> None:
    seal(lead, case)
    for ability in set(Ability) - {Ability.READ, Ability.REVEAL, Ability.KEEP}:
        with pytest.raises(Refused, match="sealed"):
            require(lead, case, ability)
    with pytest.raises(Refused, match="sealed"):
        require(colleague, case, Ability.WRITE)
    assert not judgeable_cases(lead)
    page = signed_in(lead).get(reverse("cases:note_create", args=[case.pk]))
    assert page.status_code == 403
    assert "This case is sealed" in page.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "case_update",
        "case_hand_over",
        "member_create",
        "note_create",
        "suspect_create",
        "exhibit_create",
        "dataset_create",
        "run_create",
        "operation_create",
        "summary_create",
    ],
)
def test_every_page_that_writes_into_a_sealed_case_refuses(
    case: Case, lead: Officer, name: str
) -> None:
    seal(lead, case)
    client = signed_in(lead)
    for method in (client.get, client.post):
        response = method(reverse(f"cases:{name}", args=[case.pk]))
        assert response.status_code == 403
        assert "This case is sealed" in response.content.decode()


def test_a_case_that_was_sealed_meanwhile_is_not_written_in(
    case: Case, lead: Officer
) -> None:
    seen_before = Case.objects.get(pk=case.pk)
    seal(lead, case)
    with pytest.raises(Refused, match="sealed"):
        services.add_note(officer=lead, case=seen_before, text="From an old page")
    assert not Note.objects.exists()


def test_the_database_itself_changes_no_sealed_case(case: Case, lead: Officer) -> None:
    seal(lead, case)
    with pytest.raises(DatabaseError, match="is sealed"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(title="Another")


def test_a_sealed_case_can_still_be_read(case: Case, lead: Officer) -> None:
    seal(lead, case)
    page = signed_in(lead).get(case.get_absolute_url()).content.decode()
    assert case.title in page
    assert "The retention time runs until" in page


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


def test_cases_and_evidence_are_never_deleted(case: Case, lead: Officer) -> None:
    note = Note.objects.create(case=case, author=lead, text="Note")
    for rows in (Note.objects.filter(pk=note.pk), Case.objects.filter(pk=case.pk)):
        with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
            rows._raw_delete(rows.db)


def test_a_lead_closes_and_seals_in_the_browser(as_lead: Client, case: Case) -> None:
    address = reverse("cases:case_close", args=[case.pk])
    assert "Close the case" in as_lead.get(address).content.decode()
    assert as_lead.post(address, {"reason": ""}).status_code == 200
    assert as_lead.post(address, {"reason": "Done"}).status_code == 302
    page = as_lead.get(case.get_absolute_url()).content.decode()
    assert reverse("cases:case_seal", args=[case.pk]) in page
    as_lead.post(reverse("cases:case_seal", args=[case.pk]), {"reason": "Final"})
    case.refresh_from_db()
    assert case.standing == Standing.SEALED
