"""Passwords: those that an administrator gives out once, and the officer's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.signin import sessions
from cases.signin.drawing import draw
from cases.signin.models import SignIn

# Long enough to reach an officer who is on leave for the week-end.
ONE_TIME_LASTS: Final = timedelta(days=3)


@transaction.atomic
def give_one_time(officer: Officer, *, by: Officer) -> str:
    """A new password that opens until the officer has chosen their own, which the
    next sign-in asks for. It can be read only here. Sessions end."""
    password = draw()
    officer.set_password(password)
    officer.one_time_until = timezone.now() + ONE_TIME_LASTS
    officer.save(update_fields=["password", "one_time_until"])
    audit.record(
        officer=by, action=Action.CHANGE, obj=officer, changed="one-time password"
    )
    sessions.end(SignIn.objects.filter(officer=officer))
    return password


@transaction.atomic
def choose(officer: Officer, password: str) -> None:
    """The officer's own password, which a form has found strong enough. All sessions
    end."""
    officer.set_password(password)
    officer.one_time_until = None
    officer.save(update_fields=["password", "one_time_until"])
    audit.record(
        officer=officer, action=Action.CHANGE, obj=officer, changed="own password"
    )
    sessions.end(SignIn.objects.filter(officer=officer))


def has_run_out(officer: Officer) -> bool:
    """Whether a one-time password was given out too long ago."""
    until = officer.one_time_until
    return until is not None and until <= timezone.now()
