"""Values that officers let through although they are common."""

from __future__ import annotations

from functools import partial

import polars as pl
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability, require
from cases.common.reasons import without_numbers
from cases.engine.tokens import halves
from cases.fraud.models import ReportIdentifier
from cases.matching.arrivals.arriving import arrive
from cases.matching.models import BrakedValue, BrakeWord, MatchRun


def released_in(case: int) -> pl.DataFrame:
    """The values (hi, lo) of which the last word in the case is a release."""
    words = BrakeWord.objects.filter(case=case).order_by("token", "-pk")
    last = words.distinct("token").values_list("token", "released")
    return halves(token for token, is_released in last if is_released)


def last_words(officer: Officer, case: Case) -> list[BrakeWord]:
    """The last word on each value of the case that officers have released or braked."""
    words = BrakeWord.objects.visible_to(officer).filter(case=case)
    words = words.order_by("token", "-pk")
    found = words.distinct("token").select_related("officer__unit")
    return sorted(found, key=lambda word: -word.pk)


@transaction.atomic
def release(*, officer: Officer, value: BrakedValue, reason: str) -> BrakeWord:
    """Link the value in the whole case, however common it is, from now on.

    Raises ValidationError without a reason, or where it is released already.
    """
    return _say(
        officer,
        BrakeWord(
            case=value.run.case, kind=value.kind, token=value.token, mask=value.mask
        ),
        released=True,
        reason=reason,
    )


@transaction.atomic
def brake_again(*, officer: Officer, word: BrakeWord, reason: str) -> BrakeWord:
    """Take a release back; links on the value that nobody has judged are removed.

    Raises ValidationError without a reason, or where it is braked already.
    """
    return _say(
        officer,
        BrakeWord(case=word.case, kind=word.kind, token=word.token, mask=word.mask),
        released=False,
        reason=reason,
    )


def _say(
    officer: Officer, word: BrakeWord, *, released: bool, reason: str
) -> BrakeWord:
    require(officer, word.case, Ability.MATCH)
    # One at a time: whoever gives a word must have seen the last one.
    Case.objects.select_for_update(no_key=True).get(pk=word.case_id)
    last = BrakeWord.objects.filter(case=word.case_id, token=word.token).first()
    if (last is not None and last.released) == released:
        raise ValidationError(_("Somebody else has done this meanwhile."))
    word.reason = without_numbers(reason.strip())
    word.released, word.officer = released, officer
    word.full_clean()
    word.save()
    audit.record(
        officer=officer,
        action=Action.CHANGE,
        obj=word,
        reason=word.reason,
        released=released,
        value=f"{word.kind} {word.mask}",
    )
    naming = ReportIdentifier.objects.filter(
        token=word.token, party=ReportIdentifier.Party.VICTIM
    )
    reports = list(naming.order_by("report").values_list("report", flat=True))
    transaction.on_commit(
        partial(arrive, MatchRun.Cause.BRAKE, reports=reports, case=word.case)
    )
    return word
