"""Duties are granted by two people, and the three administrators stay three."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases.access.errors import Refused
from cases.access.models import ADMINISTRATORS, Duty, Officer
from cases.administration import duties
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case, Role
from cases.consents.models import Answer, Proposal
from tests.people import join, make_officer, make_unit, signed_in

Outcome = Answer.Outcome


def propose(by: Officer, officer: Officer, duty: Duty = Duty.AUDITOR) -> Proposal:
    return duties.propose(by=by, officer=officer, duty=duty, reason="Succeeds Li")


def agree(by: Officer, proposal: Proposal) -> Officer:
    return duties.answer(by=by, proposal=proposal, outcome=Outcome.AGREED)


def test_one_proposes_another_agrees_and_sessions_under_the_old_duty_end(
    system: Officer, security: Officer, officer: Officer
) -> None:
    client = signed_in(system)
    address = reverse("cases:officer_duty", args=[officer.pk])
    client.post(address, {"duty": "auditor", "reason": "Succeeds Li"})
    officer.refresh_from_db()
    assert officer.duty == Duty.POLICE, "not before the second person"
    guard = signed_in(security)
    proposal = Proposal.objects.get()
    assert "Auditor" in guard.get(reverse("cases:duty_list")).content.decode()
    address = reverse("cases:duty_detail", args=[proposal.pk])
    assert "Succeeds Li" in guard.get(address).content.decode()
    guard.post(address, {"outcome": "agreed"})
    officer.refresh_from_db()
    assert officer.duty == Duty.AUDITOR
    granted = Entry.objects.get(action=Action.CHANGE, object_id=officer.pk)
    assert (granted.actor, granted.detail["changes"]) == (
        security,
        {"duty": ["police", "auditor"]},
    )


def test_a_refused_duty_is_not_granted(
    system: Officer, security: Officer, officer: Officer
) -> None:
    proposal = propose(system, officer)
    duties.answer(by=security, proposal=proposal, outcome=Outcome.REFUSED)
    officer.refresh_from_db()
    assert officer.duty == Duty.POLICE


def test_the_system_administrator_does_not_agree_to_what_they_proposed(
    system: Officer, officer: Officer
) -> None:
    proposal = propose(system, officer)
    with pytest.raises(Refused, match="Only a security administrator"):
        agree(system, proposal)
    address = reverse("cases:duty_detail", args=[proposal.pk])
    assert signed_in(system).post(address, {"outcome": "agreed"}).status_code == 403
    officer.refresh_from_db()
    assert officer.duty == Duty.POLICE


def test_who_became_security_administrator_meanwhile_does_not_agree_either(
    system: Officer, officer: Officer
) -> None:
    proposal = propose(system, officer)
    Officer.objects.filter(pk=system.pk).update(duty=Duty.NONE)
    Officer.objects.filter(pk=system.pk).update(duty=Duty.SECURITY_ADMIN)
    system.refresh_from_db()
    with pytest.raises(ValidationError, match="somebody else must answer"):
        agree(system, proposal)


def test_nobody_proposes_for_themselves(system: Officer) -> None:
    with pytest.raises(ValidationError, match="to themselves"):
        propose(system, system, Duty.POLICE)


def test_nobody_agrees_for_themselves(system: Officer, security: Officer) -> None:
    proposal = propose(system, security, Duty.POLICE)
    with pytest.raises(ValidationError, match="to themselves"):
        agree(security, proposal)


@pytest.mark.parametrize("by", ["security", "auditor", "wang"])
def test_nobody_else_proposes(
    system: Officer, security: Officer, auditor: Officer, officer: Officer, by: str
) -> None:
    proposer = Officer.objects.get(username=by)
    with pytest.raises(Refused):
        propose(proposer, make_officer("li"))


@pytest.mark.parametrize("now", ADMINISTRATORS)
@pytest.mark.parametrize("then", ADMINISTRATORS)
def test_an_administrator_does_not_become_another_one(
    system: Officer, now: Duty, then: Duty
) -> None:
    if now == then:
        return
    person = make_officer("person", duty=now)
    with pytest.raises(ValidationError, match="three different people"):
        propose(system, person, then)
    address = reverse("cases:officer_duty", args=[person.pk])
    typed = {"duty": then.value, "reason": "Saves a post"}
    page = signed_in(system).post(address, typed).content.decode()
    assert "three different people" in page
    with (
        pytest.raises(DatabaseError, match="does not become another one"),
        transaction.atomic(),
    ):
        Officer.objects.filter(pk=person.pk).update(duty=then)


def test_a_second_account_does_not_make_one_person_two_administrators(
    system: Officer, security: Officer, officer: Officer
) -> None:
    Officer.objects.filter(pk=officer.pk).update(name=security.name)
    officer.refresh_from_db()
    with pytest.raises(ValidationError, match="three different people"):
        propose(system, officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Officer.objects.filter(pk=officer.pk).update(duty=Duty.AUDITOR)


@pytest.mark.parametrize(
    ("badge", "name", "says"),
    [
        (" {0} ", "Another", "badge number"),
        ("X1", "{1}", "three different people"),
    ],
)
def test_the_command_refuses_it_too(
    security: Officer,
    tmp_path_factory: pytest.TempPathFactory,
    badge: str,
    name: str,
    says: str,
) -> None:
    Officer.objects.filter(pk=security.pk).update(badge="t-9")
    file = tmp_path_factory.mktemp("in") / "password"
    file.write_text("mountain river twelve lamps")
    options = {
        "name": name.format("", security.name),
        "badge": badge.format("T-9"),
        "unit": security.unit.name,
        "duty": "auditor",
        "password_file": file,
    }
    with pytest.raises(CommandError, match=says):
        call_command("create_officer", "again", **options)
    assert not Officer.objects.filter(username="again").exists()


def test_who_works_in_a_case_does_not_become_an_administrator(
    system: Officer, officer: Officer, case: Case
) -> None:
    join(case, officer, Role.VIEWER)
    with pytest.raises(ValidationError, match="see no case"):
        propose(system, officer)


def test_what_was_fit_when_proposed_is_looked_at_again(
    system: Officer, security: Officer, officer: Officer, case: Case
) -> None:
    proposal = propose(system, officer)
    join(case, officer, Role.VIEWER)
    with pytest.raises(ValidationError, match="see no case"):
        agree(security, proposal)
    officer.refresh_from_db()
    assert officer.duty == Duty.POLICE
    assert Proposal.objects.open().exists()


@pytest.mark.parametrize(
    ("kind", "duty"), [("police", Duty.PROSECUTOR), ("procuratorate", Duty.POLICE)]
)
def test_the_duty_fits_the_unit(system: Officer, kind: str, duty: Duty) -> None:
    unit = make_unit(f"A {kind}", kind=kind)
    person = make_officer("person", unit=unit, duty=Duty.NONE)
    with pytest.raises(ValidationError, match="procuratorate"):
        propose(system, person, duty)


def test_the_proposer_withdraws_it(
    system: Officer, security: Officer, officer: Officer
) -> None:
    proposal = propose(system, officer)
    address = reverse("cases:duty_detail", args=[proposal.pk])
    assert "Withdraw" in signed_in(system).get(address).content.decode()
    signed_in(system).post(address, {"outcome": "withdrawn"})
    with pytest.raises(ValidationError, match="answered meanwhile"):
        agree(security, proposal)
