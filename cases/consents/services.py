"""Proposing, and answering what somebody else proposed.

Who may do either, and what then happens, is for the slice whose proposal it is: it
calls these in the transaction in which it acts.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.common.reasons import without_numbers
from cases.consents.models import Answer, Proposal

_ACTIONS: Final = {
    Answer.Outcome.AGREED: Action.APPROVE,
    Answer.Outcome.REFUSED: Action.REFUSE,
    Answer.Outcome.WITHDRAWN: Action.CANCEL,
}


@transaction.atomic
def propose(
    *, officer: Officer, kind: str, obj: models.Model, reason: str, **wanted: Any
) -> Proposal:
    """Raises ValidationError without a reason, or while a proposal of this kind
    about the object waits for its answer."""
    # With the lock, two proposals made at once come one after the other.
    type(obj)._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    if Proposal.objects.about(obj).open().filter(kind=kind).exists():
        raise ValidationError(_("This has been proposed already and is not answered."))
    proposal = Proposal(
        kind=kind,
        object_id=obj.pk,
        wanted=wanted,
        reason=without_numbers(reason),
        officer=officer,
    )
    proposal.full_clean()
    proposal.save()
    audit.record(
        officer=officer,
        action=Action.CREATE,
        obj=obj,
        reason=proposal.reason,
        proposal=proposal.pk,
        kind=kind,
        **wanted,
    )
    return proposal


@transaction.atomic
def answer(
    *,
    officer: Officer,
    proposal: Proposal,
    obj: models.Model,
    outcome: Answer.Outcome,
    reason: str = "",
) -> Answer:
    """The answer to a proposal about `obj`.

    Raises ValidationError where the proposer would agree with themselves, where
    somebody else would withdraw, and where it has been answered.
    """
    _refuse_wrong_person(officer, proposal, outcome)
    given = Answer(
        proposal=proposal,
        outcome=outcome,
        reason=without_numbers(reason),
        officer=officer,
    )
    given.clean_fields(exclude=["proposal"])
    try:
        with transaction.atomic():
            given.save()
    except IntegrityError:
        raise ValidationError(_("This has been answered meanwhile.")) from None
    audit.record(
        officer=officer,
        action=_ACTIONS[outcome],
        obj=obj,
        reason=given.reason,
        proposal=proposal.pk,
        kind=proposal.kind,
        proposed_by=proposal.officer_id,
        **proposal.wanted,
    )
    return given


def _refuse_wrong_person(
    officer: Officer, proposal: Proposal, outcome: Answer.Outcome
) -> None:
    is_own = proposal.officer_id == officer.pk
    if outcome == Answer.Outcome.WITHDRAWN and not is_own:
        raise ValidationError(_("Only who made a proposal withdraws it."))
    if outcome != Answer.Outcome.WITHDRAWN and is_own:
        raise ValidationError(
            _("You made this proposal yourself: somebody else must answer it.")
        )
