"""Between the password and the second factor: nobody is signed in yet.

The session knows who has given the right password, for a few minutes. Every page
but those of the second factor takes them for a stranger.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from cases.access.models import Officer
from cases.signin.models import SignIn

_KEY: Final = "pending"
_LASTS: Final = timedelta(minutes=10)


def begin(request: HttpRequest, officer: Officer, next_url: str) -> None:
    request.session.flush()
    request.session[_KEY] = {
        "officer": officer.pk,
        "hash": officer.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
        "next": next_url,
    }


def officer(request: HttpRequest) -> Officer | None:
    """Who has given the right password; None if nobody has, if it was too long ago, or
    if the password was changed since."""
    kept = request.session.get(_KEY)
    if kept is None:
        return None
    age = timezone.now().timestamp() - kept["at"]
    if not 0 <= age < _LASTS.total_seconds():
        return None
    found = Officer.objects.filter(pk=kept["officer"], is_active=True).first()
    if found is None or not constant_time_compare(
        kept["hash"], found.get_session_auth_hash()
    ):
        return None
    return found


def note_proven(request: HttpRequest, method: SignIn.Method) -> None:
    """The second factor is proven too, and yet something is asked for first."""
    request.session[_KEY] = request.session[_KEY] | {"method": method.value}


def proven_by(request: HttpRequest) -> SignIn.Method | None:
    method = request.session.get(_KEY, {}).get("method")
    return SignIn.Method(method) if method else None


def end(request: HttpRequest) -> str:
    """Forget the pending sign-in; returns the address that was asked for before it."""
    kept = request.session.pop(_KEY, {})
    return str(kept.get("next", ""))
