"""The random text that a passkey signs: each counts once, and not for long."""

from __future__ import annotations

import secrets
from typing import Any, Final, Literal

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

Ceremony = Literal["create", "get"]

_BYTES: Final = 32
_LASTS: Final = 5 * 60  # seconds


def draw(request: HttpRequest, ceremony: Ceremony) -> bytes:
    """A new one for this session, in place of an earlier one."""
    challenge = secrets.token_bytes(_BYTES)
    request.session[_key(ceremony)] = {
        "challenge": challenge.hex(),
        "at": timezone.now().timestamp(),
    }
    return challenge


def spend(request: HttpRequest, ceremony: Ceremony) -> bytes | None:
    """The challenge that was drawn last, which counts no more after this; None if
    it is spent, too old, or from a clock that was ahead."""
    kept: dict[str, Any] | None = request.session.pop(_key(ceremony), None)
    if kept is None or not _taken_away(request, ceremony, kept):
        return None
    age = timezone.now().timestamp() - kept["at"]
    return bytes.fromhex(kept["challenge"]) if 0 <= age < _LASTS else None


@transaction.atomic
def _taken_away(request: HttpRequest, ceremony: Ceremony, kept: dict[str, Any]) -> bool:
    """Of two requests at once, which both read the session before either wrote it,
    one finds the challenge still there."""
    key = request.session.session_key
    Session.objects.select_for_update().filter(session_key=key).first()
    stored = type(request.session)(key)
    if stored.pop(_key(ceremony), None) != kept:
        return False
    stored.save()
    return True


def _key(ceremony: Ceremony) -> str:
    return f"passkey_{ceremony}"
