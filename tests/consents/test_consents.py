"""One proposes, somebody else answers: once, and for good."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.consents import services
from cases.consents.models import Answer, Proposal
from tests.matching.making import mobile
from tests.people import make_officer, make_unit

Outcome = Answer.Outcome


@pytest.fixture
def proposer(db: None) -> Officer:
    return make_officer("proposer")


@pytest.fixture
def second(db: None) -> Officer:
    return make_officer("second")


@pytest.fixture
def proposal(proposer: Officer) -> Proposal:
    return propose(proposer)


def propose(officer: Officer, reason: str = "Because") -> Proposal:
    return services.propose(
        officer=officer, kind="test", obj=make_unit(), reason=reason, to="there"
    )


def answer(officer: Officer, proposal: Proposal, outcome: Outcome) -> Answer:
    return services.answer(
        officer=officer, proposal=proposal, obj=make_unit(), outcome=outcome
    )


def test_a_second_person_agrees_and_both_are_in_the_trail(
    proposer: Officer, second: Officer, proposal: Proposal
) -> None:
    answer(second, proposal, Outcome.AGREED)
    made, agreed = Entry.objects.filter(object_type="unit").order_by("pk")
    assert (made.actor, made.action, made.reason) == (
        proposer,
        Action.CREATE,
        "Because",
    )
    assert (agreed.actor, agreed.action) == (second, Action.APPROVE)
    assert agreed.detail["proposed_by"] == proposer.pk
    assert not Proposal.objects.open().exists()


@pytest.mark.parametrize("outcome", [Outcome.AGREED, Outcome.REFUSED])
def test_nobody_answers_their_own_proposal(
    proposer: Officer, proposal: Proposal, outcome: Outcome
) -> None:
    with pytest.raises(ValidationError, match="somebody else must answer"):
        answer(proposer, proposal, outcome)
    assert not Answer.objects.exists()


def test_nobody_else_withdraws_it(second: Officer, proposal: Proposal) -> None:
    with pytest.raises(ValidationError, match="Only who made a proposal"):
        answer(second, proposal, Outcome.WITHDRAWN)


def test_it_is_answered_once(
    proposer: Officer, second: Officer, proposal: Proposal
) -> None:
    answer(second, proposal, Outcome.REFUSED)
    with pytest.raises(ValidationError, match="answered meanwhile"):
        answer(proposer, proposal, Outcome.WITHDRAWN)
    with pytest.raises(ValidationError, match="answered meanwhile"):
        answer(make_officer("third"), proposal, Outcome.AGREED)


def test_the_same_is_not_proposed_twice_while_it_waits(
    proposer: Officer, second: Officer, proposal: Proposal
) -> None:
    with pytest.raises(ValidationError, match="proposed already"):
        propose(second)
    answer(proposer, proposal, Outcome.WITHDRAWN)
    propose(second)


def test_a_proposal_gives_its_reason(proposer: Officer) -> None:
    with pytest.raises(ValidationError):
        propose(proposer, reason="")


def test_no_reason_keeps_a_number(proposer: Officer, second: Officer) -> None:
    proposal = propose(proposer, reason=f"Ask {mobile(1)}")
    said = services.answer(
        officer=second,
        proposal=proposal,
        obj=make_unit(),
        outcome=Outcome.REFUSED,
        reason=f"Asked {mobile(1)}",
    )
    proposal.refresh_from_db()
    assert (proposal.reason, said.reason) == ("Ask 138****01", "Asked 138****01")
    reasons = Entry.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == [proposal.reason, said.reason]


@pytest.mark.parametrize(
    ("who", "outcome"),
    [("proposer", "agreed"), ("proposer", "refused"), ("second", "withdrawn")],
)
def test_the_database_itself_refuses_the_wrong_person(
    proposer: Officer, second: Officer, proposal: Proposal, who: str, outcome: str
) -> None:
    officer = {"proposer": proposer, "second": second}[who]
    with (
        pytest.raises(DatabaseError, match="somebody else than its proposer"),
        transaction.atomic(),
    ):
        Answer.objects.create(proposal=proposal, outcome=outcome, officer=officer)


def test_what_was_proposed_and_answered_cannot_be_changed(
    second: Officer, proposal: Proposal
) -> None:
    given = answer(second, proposal, Outcome.REFUSED)
    for rows in (
        Proposal.objects.filter(pk=proposal.pk),
        Answer.objects.filter(pk=given.pk),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(reason="Another")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Answer.objects.filter(pk=given.pk).delete()
