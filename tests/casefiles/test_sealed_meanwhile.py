"""A case is sealed or retired while another connection writes below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import services
from cases.casefiles.models import Case, CaseMember, Note, Role, Standing
from cases.consents.models import Answer
from cases.matching.models import MatchRun
from cases.matching.services import start_run
from cases.suspects.models import Alias, Suspect
from cases.suspects.services import add_alias
from tests.at_once import Other, wait_until_waiting
from tests.casefiles.making import (
    answer,
    move,
    propose,
    seal,
    sealed_long_ago,
    standing,
)
from tests.matching.making import make_dataset, mobile
from tests.people import join, make_case, make_officer, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

Write = Callable[[Officer, Case], object]


def note(lead: Officer, case: Case) -> None:
    services.add_note(officer=lead, case=case, text="Seen at the market")


def alias(lead: Officer, case: Case) -> None:
    """No foreign key of it leads to the case itself."""
    suspect = case.suspects.get()
    add_alias(officer=lead, suspect=suspect, platform="QQ", handle="apple")


def change(lead: Officer, case: Case) -> None:
    """Of a row that is there: no foreign key is looked at."""
    Suspect.objects.filter(case=case).update(measure="wanted")


def member(lead: Officer, case: Case) -> None:
    services.add_member(
        officer=lead, case=case, member=make_officer("new"), role=Role.VIEWER
    )


def wrote(case: Case) -> bool:
    return (
        Note.objects.filter(case=case).exists()
        or Alias.objects.filter(suspect__case=case).exists()
        or Suspect.objects.filter(case=case, measure="wanted").exists()
        or CaseMember.objects.filter(case=case, officer__username="new").exists()
    )


@pytest.mark.parametrize("write", [note, alias, change, member])
def test_a_seal_waits_for_what_is_being_written_and_keeps_it(
    lead: Officer, case: Case, suspect: Suspect, write: Write
) -> None:
    writer = Other(lambda: write(lead, case), held=True)
    sealer = Other(lambda: seal(lead, case), held=False)
    wait_until_waiting(1)
    assert standing(case) == Standing.OPEN
    writer.go_on()
    sealer.go_on()

    assert (writer.error, sealer.error) == (None, None)
    assert standing(case) == Standing.SEALED
    assert wrote(case)


def test_a_seal_waits_for_a_run_that_is_being_started_and_is_then_refused(
    lead: Officer, case: Case
) -> None:
    dataset = make_dataset(case, f"王某甲,{mobile(1)}")
    move(lead, case, Standing.CLOSED)

    def start() -> MatchRun:
        return start_run(officer=lead, case=case, datasets=[dataset], wake=False)

    starter = Other(start, held=True)
    sealer = Other(lambda: move(lead, case, Standing.SEALED), held=False)
    wait_until_waiting(1)
    starter.go_on()
    sealer.go_on()

    assert "A job is still running" in str(sealer.error)
    assert standing(case) == Standing.CLOSED
    assert MatchRun.objects.get().state == "waiting"


FORMS: dict[str, dict[str, str]] = {
    "note_create": {"text": "Seen at the market"},
    # Two rows: the suspect, and what they call themselves.
    "suspect_create": {"handle": "apple", "platform": "QQ"},
}


@pytest.fixture
def asked_for(lead: Officer, case: Case, request: Any) -> Callable[[], Any]:
    """The form as an officer sends it."""
    client = signed_in(lead)
    address = reverse(f"cases:{request.param}", args=[case.pk])
    form = client.get(address).context["form"]
    given = {field.name: field.value() for field in form}
    typed = {name: value for name, value in given.items() if value not in (None, "")}
    return lambda: client.post(address, typed | FORMS[request.param])


@pytest.mark.parametrize("asked_for", FORMS, indirect=True)
def test_what_comes_while_it_is_sealed_waits_and_is_refused_with_its_reason(
    lead: Officer, case: Case, asked_for: Callable[[], Any]
) -> None:
    sealer = Other(lambda: seal(lead, case), held=True)
    writer = Other(asked_for, held=False)
    wait_until_waiting(1)
    sealer.go_on()
    writer.go_on()

    assert writer.error is None
    assert writer.result.status_code == 403
    assert "This case is sealed" in writer.result.content.decode()
    assert not wrote(case)
    assert not Suspect.objects.filter(case=case).exists()
    kept = Entry.objects.filter(
        actor=lead, object_type__in=["note", "suspect", "alias"]
    )
    assert not kept.exists()
    assert Entry.objects.filter(action=Action.REFUSE, case_id=case.pk).count() == 1


@pytest.mark.parametrize("asked_for", FORMS, indirect=True)
def test_what_comes_while_a_seal_is_undone_waits_and_is_written(
    lead: Officer, case: Case, asked_for: Callable[[], Any]
) -> None:
    sealer = Other(lambda: seal(lead, case), held=True, undo=True)
    writer = Other(asked_for, held=False)
    wait_until_waiting(1)
    sealer.go_on()
    writer.go_on()

    assert writer.result.status_code == 302
    assert standing(case) == Standing.OPEN
    assert wrote(case)


@pytest.fixture
def second(case: Case) -> Officer:
    return join(case, make_officer("second"), Role.LEAD)


def test_of_two_who_answer_a_retirement_at_once_one_is_heard(
    lead: Officer, case: Case, second: Officer
) -> None:
    sealed_long_ago(lead, case)
    proposal = propose(lead, case)
    agrees = Other(lambda: answer(second, proposal, Answer.Outcome.AGREED), held=True)
    withdraws = Other(
        lambda: answer(lead, proposal, Answer.Outcome.WITHDRAWN), held=False
    )
    wait_until_waiting(1)
    agrees.go_on()
    withdraws.go_on()

    assert agrees.error is None
    assert isinstance(withdraws.error, ValidationError)
    assert Answer.objects.get().outcome == Answer.Outcome.AGREED
    assert standing(case) == Standing.RETIRED


def test_a_seal_that_is_lifted_while_its_case_is_retired_stays(
    lead: Officer, case: Case, second: Officer
) -> None:
    """Who lifts it has read the case before a retirement was proposed."""
    sealed_long_ago(lead, case)

    def retire() -> None:
        answer(second, propose(lead, case), Answer.Outcome.AGREED)

    retires = Other(retire, held=True)
    lifts = Other(lambda: move(lead, case, Standing.CLOSED), held=False)
    wait_until_waiting(1)
    retires.go_on()
    lifts.go_on()

    assert retires.error is None
    assert lifts.error is not None
    assert standing(case) == Standing.RETIRED
    assert case.standings.filter(standing=Standing.CLOSED).count() == 0


def test_other_cases_do_not_wait(lead: Officer, case: Case) -> None:
    other = make_case(lead=lead)
    sealer = Other(lambda: seal(lead, case), held=True)
    note(lead, other)
    sealer.go_on()

    assert Note.objects.get().case == other
