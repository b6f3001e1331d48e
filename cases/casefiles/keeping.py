"""Closing, sealing and retiring a case: nothing of it is ever deleted."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.access.models import Officer, Unit
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles import retention
from cases.casefiles.models import Case, CaseMember, Role, Standing, StandingChange
from cases.casefiles.permissions import Ability, require
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job
from cases.common.reasons import without_numbers
from cases.consents import services as consents
from cases.consents.models import Answer, Proposal

RETIRE: Final = "retire"

# The steps that a lead takes alone; retiring a case takes two people.
_STEPS: Final = {
    (Standing.OPEN, Standing.CLOSED),
    (Standing.CLOSED, Standing.OPEN),
    (Standing.CLOSED, Standing.SEALED),
    (Standing.SEALED, Standing.CLOSED),
}


@transaction.atomic
def move(*, officer: Officer, case: Case, to: Standing, reason: str) -> Case:
    """Close a case, seal it, or take either back.

    Raises ValidationError where that is not the next step, while a job works in
    the case, while its retirement is proposed, and without a reason.
    """
    # Checked before locking: a job writes for long, and its lock would be waited for.
    _refuse_worked_in(case)
    row = Case.lock(case.pk, alone=True)
    require(officer, row, Ability.KEEP)
    if (row.standing, to) not in _STEPS:
        raise ValidationError(
            _("The case is %(now)s: it cannot become %(to)s from there.")
            % {"now": row.get_standing_display(), "to": to.label}
        )
    _refuse_worked_in(row)
    if open_retirement(row):
        raise ValidationError(_("Its retirement is proposed: withdraw that first."))
    return _set(row, to, officer, reason)


def kept_until(case: Case) -> date | None:
    """From which day on a sealed case may be retired; None if it is not sealed."""
    if case.standing != Standing.SEALED:
        return None
    newest = case.standings.filter(standing=Standing.SEALED).first()
    if newest is None:
        return None
    return retention.kept_until(timezone.localdate(newest.at))


@transaction.atomic
def propose_retirement(*, officer: Officer, case: Case, reason: str) -> Proposal:
    """Raises ValidationError if the case is not sealed or not yet long enough."""
    row = Case.lock(case.pk)
    require(officer, row, Ability.KEEP)
    _refuse_too_early(row)
    return consents.propose(officer=officer, kind=RETIRE, obj=row, reason=reason)


@transaction.atomic
def answer_retirement(
    *, officer: Officer, proposal: Proposal, outcome: Answer.Outcome, reason: str = ""
) -> Case:
    """Another lead agrees, and the case is retired; or refuses; or the proposer
    withdraws. Raises ValidationError where the officer may not give this answer."""
    row = Case.lock(proposal.object_id, alone=True)
    if outcome == Answer.Outcome.AGREED:
        _refuse_too_early(row)
    if outcome != Answer.Outcome.WITHDRAWN and not is_lead_above(officer, row):
        raise ValidationError(
            _(
                "A retirement is answered by another lead investigator of the case, or"
                " by one of the unit that leads it or of a unit above that."
            )
        )
    consents.answer(
        officer=officer, proposal=proposal, obj=row, outcome=outcome, reason=reason
    )
    if outcome != Answer.Outcome.AGREED:
        return row
    return _set(row, Standing.RETIRED, officer, proposal.reason, proposal)


def open_retirement(case: Case) -> Proposal | None:
    return Proposal.objects.about(case).open().filter(kind=RETIRE).first()


def retirements_for(officer: Officer) -> list[tuple[Proposal, Case]]:
    """Open proposals that wait for this officer's answer."""
    if not officer.is_police:
        return []
    waiting = Proposal.objects.open().filter(kind=RETIRE).exclude(officer=officer)
    found = list(waiting.select_related("officer"))
    cases = Case.objects.select_related("lead_unit").in_bulk(
        [proposal.object_id for proposal in found]
    )
    pairs = [(proposal, cases[proposal.object_id]) for proposal in found]
    return [(p, case) for p, case in pairs if is_lead_above(officer, case)]


def is_lead_above(officer: Officer, case: Case) -> bool:
    """A lead of the case; or of any case of the unit that leads it, or of a unit
    above that, to which the officer belongs."""
    if not officer.is_police:
        return False
    led = CaseMember.objects.current().filter(officer=officer, role=Role.LEAD)
    if led.filter(case=case).exists():
        return True
    chain = _with_those_above(case.lead_unit)
    return officer.unit_id in chain and led.filter(case__lead_unit__in=chain).exists()


def _with_those_above(unit: Unit) -> set[int]:
    """The unit and those above it. Stops also where somebody has made the chain a
    circle."""
    chain: set[int] = set()
    above: Unit | None = unit
    while above is not None and above.pk not in chain:
        chain.add(above.pk)
        above = above.parent
    return chain


def _refuse_too_early(case: Case) -> None:
    day = kept_until(case)
    if day is None:
        raise ValidationError(_("Only a sealed case can be retired."))
    if timezone.localdate() < day:
        raise ValidationError(
            _("The retention time runs until %(day)s; before that nothing is retired.")
            % {"day": day.isoformat()}
        )


def _refuse_worked_in(case: Case) -> None:
    """Raises ValidationError while any job of the case, of whichever slice, waits or
    runs."""
    if any(
        rows.of_case(case).filter(state__in=Job.ACTIVE).exists()
        for rows in (model._default_manager.all() for model in Job.concrete())
        if isinstance(rows, CaseScopedQuerySet)
    ):
        raise ValidationError(
            _("A job is still running in this case. Wait until it has ended.")
        )


def _set(
    row: Case,
    to: Standing,
    officer: Officer,
    reason: str,
    proposal: Proposal | None = None,
) -> Case:
    change = StandingChange(
        case=row,
        standing=to,
        reason=without_numbers(reason),
        officer=officer,
        proposal=proposal,
    )
    change.full_clean()
    change.save()
    before, row.standing = row.standing, to
    row.save_changed()
    audit.record(
        officer=officer,
        action=Action.CHANGE,
        obj=row,
        reason=reason,
        changes={"standing": [before, to]},
    )
    return row
