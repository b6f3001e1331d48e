"""Cases are closed and sealed, never deleted; who does it, and what is then refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.errors import Refused
from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import services
from cases.casefiles.models import Case, Note, Standing, StandingChange
from cases.casefiles.permissions import Ability, abilities, require
from cases.matching.models import MatchRun
from cases.matching.review.queue import judgeable_cases
from cases.summaries.models import Summary
from tests.casefiles.making import move, seal
from tests.matching.making import mobile
from tests.people import signed_in


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
