"""Cases that are closed, sealed or retired, and the steps that lead there."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles import keeping
from cases.casefiles.models import Case, Standing, StandingChange
from cases.consents.models import Answer, Proposal
from tests.people import make_case


def sealed_long_ago(lead: Officer, case: Case) -> None:
    """So that its retention time is over."""
    Case.objects.filter(pk=case.pk).update(standing=Standing.SEALED)
    StandingChange.objects.create(
        case=case,
        standing=Standing.SEALED,
        reason="Judgment final",
        officer=lead,
        at=timezone.now() - timedelta(days=40 * 366),
    )
    case.refresh_from_db()


def retire(lead: Officer, case: Case, second: Officer) -> None:
    """The second person leads another case of the same unit."""
    make_case(lead=second)
    sealed_long_ago(lead, case)
    proposal = keeping.propose_retirement(
        officer=lead, case=case, reason="Time is over"
    )
    keeping.answer_retirement(
        officer=second, proposal=proposal, outcome=Answer.Outcome.AGREED
    )
    case.refresh_from_db()


def move(officer: Officer, case: Case, to: Standing, reason: str = "Done") -> None:
    keeping.move(officer=officer, case=case, to=to, reason=reason)


def seal(officer: Officer, case: Case) -> None:
    move(officer, case, Standing.CLOSED)
    move(officer, case, Standing.SEALED)
    case.refresh_from_db()


def propose(officer: Officer, case: Case) -> Proposal:
    return keeping.propose_retirement(officer=officer, case=case, reason="Time is over")


def answer(officer: Officer, proposal: Proposal, outcome: Answer.Outcome) -> None:
    keeping.answer_retirement(officer=officer, proposal=proposal, outcome=outcome)


def standing(case: Case) -> str:
    """As the database has it now: `case` may have been read before."""
    return Case.objects.values_list("standing", flat=True).get(pk=case.pk)
