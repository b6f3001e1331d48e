"""Duties are granted by two people: the system administrator proposes, the security
administrator agrees, and neither for themselves."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.access.models import ADMINISTRATORS, Duty, Officer, Unit
from cases.administration.rules import require
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import CaseMember
from cases.consents import services as consents
from cases.consents.models import Answer, Proposal, ProposalQuerySet
from cases.signin import sessions
from cases.signin.models import SignIn

DUTY: Final = "duty"
_UNITS: Final = {
    Duty.POLICE: Unit.Kind.POLICE,
    Duty.PROSECUTOR: Unit.Kind.PROCURATORATE,
}


class Told(NamedTuple):
    """A proposal with whom it is about and the duty in words."""

    proposal: Proposal
    officer: Officer
    duty: Duty


def told(proposed: Iterable[Proposal]) -> list[Told]:
    found = list(proposed)
    officers = Officer.objects.select_related("unit").in_bulk(
        [proposal.object_id for proposal in found]
    )
    return [
        Told(each, officers[each.object_id], Duty(each.wanted["duty"]))
        for each in found
    ]


def proposals() -> ProposalQuerySet:
    return Proposal.objects.filter(kind=DUTY).select_related(
        "officer", "answer__officer"
    )


@transaction.atomic
def propose(*, by: Officer, officer: Officer, duty: Duty, reason: str) -> Proposal:
    """Raises ValidationError for oneself, and where the duty does not fit."""
    require(by, Duty.SYSTEM_ADMIN)
    if by == officer:
        raise ValidationError(_("Nobody grants a duty to themselves."))
    if officer.duty == duty:
        raise ValidationError(_("The officer has this duty already."))
    refuse_unfit(officer, duty)
    return consents.propose(
        officer=by, kind=DUTY, obj=officer, reason=reason, duty=duty.value
    )


@transaction.atomic
def answer(
    *, by: Officer, proposal: Proposal, outcome: Answer.Outcome, reason: str = ""
) -> Officer:
    """The security administrator agrees, and the duty is granted; or refuses; or
    the proposer withdraws. Raises ValidationError for one's own duty."""
    officer = Officer.objects.select_for_update(of=("self",)).get(pk=proposal.object_id)
    if outcome != Answer.Outcome.WITHDRAWN:
        require(by, Duty.SECURITY_ADMIN)
    if by == officer:
        raise ValidationError(_("Nobody grants a duty to themselves."))
    consents.answer(
        officer=by, proposal=proposal, obj=officer, outcome=outcome, reason=reason
    )
    if outcome == Answer.Outcome.AGREED:
        _grant(by, officer, Duty(proposal.wanted["duty"]))
    return officer


def refuse_unfit(officer: Officer, duty: Duty) -> None:
    """Raises ValidationError where this officer must not have this duty."""
    kind = _UNITS.get(duty)
    if kind is not None and officer.unit.kind != kind:
        raise ValidationError(
            _(
                "Police officers belong to a police unit, prosecutors to a"
                " procuratorate."
            )
        )
    if duty not in ADMINISTRATORS:
        return
    if officer.duty in ADMINISTRATORS and officer.duty != duty:
        raise ValidationError(
            _(
                "System, security and audit administrators are three different people:"
                " %(name)s is %(duty)s already."
            )
            % {"name": officer.name, "duty": officer.get_duty_display()}
        )
    cases = CaseMember.objects.current().filter(officer=officer).count()
    if cases:
        raise ValidationError(
            ngettext(
                "Administrators see no case: the officer works in %d case, whose lead"
                " must end that first.",
                "Administrators see no case: the officer works in %d cases, whose leads"
                " must end that first.",
                cases,
            )
            % cases
        )
    as_wanted = copy.copy(officer)
    as_wanted.duty = duty
    as_wanted.validate_constraints()


def _grant(by: Officer, officer: Officer, duty: Duty) -> None:
    refuse_unfit(officer, duty)
    before, officer.duty = officer.duty, duty
    officer.save(update_fields=["duty"])
    audit.record(
        officer=by,
        action=Action.CHANGE,
        obj=officer,
        changes={"duty": [before, duty.value]},
    )
    # Sessions that were opened under the earlier duty must not stay open.
    sessions.end(SignIn.objects.filter(officer=officer))
