"""The option of a case that two officers confirm a link: the first one's word is a
proposal, and only a second, different officer's makes it a confirmed link."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Subquery
from django.dispatch import receiver
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import Case
from cases.casefiles.signals import two_officers_wanted
from cases.matching.models import SAYABLE, FraudLink, Judgement, LinkJudgement


class OwnProposal(ValidationError):
    """Raised where the officer who proposed a link tries to be its second officer
    too."""


class Standing(NamedTuple):
    judgement: str
    proposed_by: int | None


def require_sayable(judgement: str) -> None:
    if judgement not in dict(SAYABLE):
        raise ValidationError({"judgement": _("There is no such judgement.")})


def lock_option(case: int) -> bool:
    """Whether two officers must agree; locked, so that it stays so until the end of the
    transaction."""
    # Other transactions may still write rows that point to the case.
    cases = Case.objects.select_for_update(no_key=True)
    return cases.values_list("two_officers", flat=True).get(pk=case)


def is_own_proposal(link: FraudLink, officer: Officer) -> bool:
    """Where the case asks for two officers, another one has to confirm it."""
    return link.judgement == Judgement.PROPOSED and link.proposed_by_id == officer.pk


def weigh(said: str, link: FraudLink, officer: Officer, *, needs_two: bool) -> Standing:
    """The link's state after the officer's word.

    Raises OwnProposal, or ValidationError for a word that officers cannot say.
    """
    require_sayable(said)
    if said != Judgement.CONFIRMED:
        return Standing(said, None)
    first = link.proposed_by_id
    seconds = link.judgement == Judgement.PROPOSED and first != officer.pk
    if seconds or link.judgement == Judgement.CONFIRMED:
        return Standing(said, first)
    if not needs_two:
        return Standing(said, None)
    if is_own_proposal(link, officer):
        raise OwnProposal(
            _(
                "You have proposed this link yourself; a second officer has to"
                " confirm it."
            )
        )
    return Standing(Judgement.PROPOSED, officer.pk)


@receiver(two_officers_wanted)
def wait_for_second(case_id: int, officer: Officer, **_kwargs: Any) -> None:
    """What one officer has confirmed alone is their proposal from now on."""
    words = LinkJudgement.objects.filter(link=OuterRef("pk")).order_by("-pk")
    links = FraudLink.objects.filter(case=case_id, proposed_by=None).confirmed()
    count = links.update(
        judgement=Judgement.PROPOSED,
        proposed_by=Subquery(words.values("officer")[:1]),
        version=F("version") + 1,
    )
    if count:
        case = Case.objects.get(pk=case_id)
        audit.record(officer=officer, action=Action.CHANGE, obj=case, proposed=count)
