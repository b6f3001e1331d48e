"""What security administrators see of sign-ins that failed, and do about them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action, Entry
from cases.signin import lockout, sessions
from cases.signin.models import SignIn

LATELY: Final = timedelta(hours=24)


def refused(officer: Officer | None = None) -> QuerySet[Entry]:
    """Refused sign-ins under this officer's name, the newest first."""
    entries = Entry.objects.filter(action=Action.SIGN_IN_REFUSED)
    if officer is None:
        return entries
    return entries.filter(object_type="officer", object_id=officer.pk)


def refused_lately() -> int:
    return refused().filter(at__gte=timezone.now() - LATELY).count()


def locked() -> list[Officer]:
    """The officers whose sign-in name is locked at the moment."""
    names = lockout.locked_among(Officer.objects.values_list("username", flat=True))
    return list(Officer.objects.filter(username__in=names).select_related("unit"))


@transaction.atomic
def unlock(officer: Officer, *, by: Officer) -> bool:
    """Forget the failures under the officer's name; returns whether there were any."""
    audit.record(officer=by, action=Action.CHANGE, obj=officer, sign_in="unlocked")
    return lockout.unlock(officer.username)


@transaction.atomic
def end_sessions(officer: Officer, *, by: Officer) -> int:
    """End all of the officer's sessions; returns how many were open."""
    ended = sessions.end(SignIn.objects.filter(officer=officer))
    audit.record(officer=by, action=Action.SIGN_OUT, obj=officer, ended=ended)
    return ended
