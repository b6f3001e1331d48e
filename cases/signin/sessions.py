"""Sessions: how long one lasts, on which devices there are some, ending them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.audit.services import remote_address
from cases.signin.models import SignIn, SignInQuerySet

_BACKEND: Final = "cases.access.backends.OfficerBackend"
_BEGUN, _USED = "begun_at", "used_at"
_DEVICE_LASTS: Final = 400 * 24 * 60 * 60  # the longest that browsers allow
_NOTED_EVERY: Final = 60  # seconds; the list of devices need not be finer
# Servers' clocks may differ by this; a session from further ahead is not believed.
_CLOCKS_DIFFER: Final = 60
NEWS_LASTS: Final = timedelta(days=7)


@transaction.atomic
def sign_in(request: HttpRequest, officer: Officer, method: SignIn.Method) -> SignIn:
    """Both factors are proven: begin a session, under a new key."""
    now = timezone.now()
    login(request, officer, backend=_BACKEND)
    device = _device(request)
    earlier = SignIn.objects.filter(officer=officer)
    is_new = earlier.exists() and not earlier.filter(device=device).exists()
    row = SignIn.objects.create(
        officer=officer,
        session_key=request.session.session_key or "",
        at=now,
        used_at=now,
        method=method,
        address=remote_address.get(),
        agent=request.headers.get("User-Agent", "")[:200],
        device=device,
        is_new_device=is_new,
        is_announced=not is_new,
    )
    audit.record(
        officer=officer, action=Action.SIGN_IN, method=method, new_device=is_new
    )
    return row


@receiver(user_logged_in)
def _start(request: HttpRequest, **_signal: Any) -> None:
    now = timezone.now().timestamp()
    request.session[_BEGUN] = request.session[_USED] = now


def has_ended(request: HttpRequest) -> bool:
    """Whether the session is too old, was not used for too long, or is from the future:
    a clock that is put back must not prolong it."""
    now = timezone.now().timestamp()
    begun = request.session.get(_BEGUN, 0)
    used = request.session.get(_USED, 0)
    return not (
        -_CLOCKS_DIFFER <= now - begun < settings.SESSION_COOKIE_AGE
        and -_CLOCKS_DIFFER <= now - used < settings.CASEDESK_SESSION_IDLE
    )


def note_use(request: HttpRequest) -> None:
    now = timezone.now()
    if now.timestamp() - request.session[_USED] < _NOTED_EVERY:
        return
    request.session[_USED] = now.timestamp()
    SignIn.objects.filter(session_key=request.session.session_key).update(used_at=now)


@transaction.atomic
def end(sign_ins: SignInQuerySet) -> int:
    """End these sessions wherever they are; returns how many were open."""
    keys = list(sign_ins.filter(ended_at=None).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return sign_ins.filter(ended_at=None).update(ended_at=timezone.now())


def unannounced(officer: Officer, *, besides: SignIn) -> list[SignIn]:
    """Sign-ins from new devices that the officer has not been told of yet; each is
    given only once."""
    news = SignIn.objects.filter(officer=officer, is_announced=False)
    found = list(news.exclude(pk=besides.pk))
    news.filter(pk__in=[row.pk for row in found]).update(is_announced=True)
    return found


def news(officer: Officer) -> list[SignIn]:
    """Sign-ins from new devices within the last days."""
    since = timezone.now() - NEWS_LASTS
    mine = SignIn.objects.visible_to(officer)
    return list(mine.filter(is_new_device=True, at__gt=since))


def history(officer: Officer, *, at_least: int) -> list[SignIn]:
    """The last sign-ins, and all from which a new device is still news."""
    mine = SignIn.objects.visible_to(officer)
    recent = mine.filter(at__gt=timezone.now() - NEWS_LASTS).count()
    return list(mine[: max(at_least, recent)])


def mark_device(request: HttpRequest, response: HttpResponse) -> None:
    """Set a cookie by which the browser is recognised: a random text that says
    nothing."""
    if request.COOKIES.get(settings.CASEDESK_DEVICE_COOKIE_NAME):
        return
    response.set_cookie(
        settings.CASEDESK_DEVICE_COOKIE_NAME,
        secrets.token_urlsafe(32),
        max_age=_DEVICE_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _device(request: HttpRequest) -> str:
    """Without the cookie every sign-in is from a new device."""
    text = request.COOKIES.get(
        settings.CASEDESK_DEVICE_COOKIE_NAME
    ) or secrets.token_urlsafe(32)
    return hashlib.sha256(text.encode()).hexdigest()
