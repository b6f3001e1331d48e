"""Showing one record in the clear: counted, with its reason, and recorded."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import ngettext

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import Case
from cases.common.reasons import without_numbers
from cases.reveals.models import Reason, Reveal

# How long a record stays in the clear.
SECONDS = 60


def used_today(officer: Officer) -> int:
    return Reveal.objects.filter(officer=officer).on(timezone.localdate()).count()


def left_today(officer: Officer) -> int:
    return max(0, settings.CASEDESK_REVEALS_A_DAY - used_today(officer))


def reveal(
    *,
    officer: Officer,
    obj: models.Model,
    case: Case | None,
    reason: Reason,
    words: str,
) -> Reveal:
    """Record that the officer is shown `obj`, which they may see, in the clear.

    Raises ValidationError when the day's quota is used up; that is recorded too.
    """
    with transaction.atomic():
        # Requests of one officer from two windows are counted one after the other.
        Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
        if left_today(officer):
            return _record(officer, obj, case, reason, words)
        audit.record(
            officer=officer, action=Action.REVEAL, obj=obj, refused="quota_used_up"
        )
    raise ValidationError(quota_used_up())


def _record(
    officer: Officer, obj: models.Model, case: Case | None, reason: Reason, words: str
) -> Reveal:
    said = without_numbers(words)
    shown = Reveal.objects.create(
        officer=officer,
        reason=reason,
        words=said,
        object_type=obj._meta.model_name or "",
        object_id=obj.pk,
        record=str(obj)[:150],
        case=case,
    )
    audit.record(
        officer=officer,
        action=Action.REVEAL,
        obj=obj,
        case_id=case.pk if case else None,
        reason=f"{reason}: {said}"[:200],
    )
    return shown


def quota_used_up() -> str:
    quota = settings.CASEDESK_REVEALS_A_DAY
    return ngettext(
        "Your quota of %d reveal a day is used up. Nothing was shown; the quota is"
        " free again tomorrow.",
        "Your quota of %d reveals a day is used up. Nothing was shown; the quota is"
        " free again tomorrow.",
        quota,
    ) % (quota)
