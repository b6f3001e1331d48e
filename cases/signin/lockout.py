"""Delays that grow with failed attempts, by sign-in name and by address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from cases.audit.services import remote_address
from cases.signin.models import Failures

# Attempts that cause no delay. A police station may share one address.
_FREE_BY_NAME: Final = 5
_FREE_BY_ADDRESS: Final = 30
_FIRST_DELAY: Final = timedelta(seconds=30)
_LONGEST_DELAY: Final = timedelta(hours=1)
_FORGOTTEN_AFTER: Final = timedelta(hours=24)

_COUNT: Final = """
    INSERT INTO cases_failures AS old (key, count, last_at) VALUES (%(key)s, 1, %(now)s)
    ON CONFLICT (key) DO UPDATE SET last_at = %(now)s, count = CASE
        WHEN old.last_at < %(now)s - %(forgotten)s THEN 1 ELSE old.count + 1 END
    WHERE old.locked_until IS NULL OR old.locked_until <= %(now)s
        OR old.locked_until > %(now)s + %(longest)s
    RETURNING count
"""


@dataclass(frozen=True)
class Attempt:
    """An attempt that has been counted before it is checked, so that a hundred at
    once do not slip through between the check and the count."""

    name: str
    address: str

    def was_right(self) -> None:
        """Take back this attempt; earlier failures still count."""
        Failures.objects.filter(key__in=(self.name, self.address)).update(
            count=Greatest(F("count") - 1, 0), locked_until=None
        )


def begin(username: str) -> Attempt:
    """Count an attempt under this name from the request's address.

    Raises ValidationError while either is locked: for names that nobody has, too,
    so that a lock tells nothing.
    """
    now = timezone.now()
    attempt = Attempt(_name(username), _key("address", remote_address.get() or ""))
    for key, free in (
        (attempt.address, _FREE_BY_ADDRESS),
        (attempt.name, _FREE_BY_NAME),
    ):
        count = _counted(key, now)
        if count is None:
            raise _locked(key, now)
        if count >= free:
            Failures.objects.filter(key=key).update(
                locked_until=now + delay(count - free)
            )
    return attempt


def unlock(username: str) -> bool:
    """Forget the failures under a name; returns whether there were any."""
    deleted, _by_model = Failures.objects.filter(key=_name(username)).delete()
    return bool(deleted)


def locked_until(username: str) -> datetime | None:
    return (
        Failures.objects.filter(key=_name(username), locked_until__gt=timezone.now())
        .values_list("locked_until", flat=True)
        .first()
    )


def locked_among(usernames: Iterable[str]) -> list[str]:
    """Which of the names are locked now. The table keeps no names, only keys made from
    them, so each name's key is looked for."""
    keys = {_name(username): username for username in usernames}
    locked = Failures.objects.filter(locked_until__gt=timezone.now())
    found = locked.values_list("key", flat=True)
    return [keys[key] for key in found if key in keys]


def delay(over: int) -> timedelta:
    """30 s, 1 min, 2 min, … up to an hour."""
    doubled = _FIRST_DELAY * (1 << min(over, 10))
    return min(doubled, _LONGEST_DELAY)


def _counted(key: str, now: datetime) -> int | None:
    """The failures including this attempt; None if no attempt may be made now. A lock
    longer than any that is given was set by a clock that was ahead, and does not
    count."""
    values: dict[str, Any] = {
        "key": key,
        "now": now,
        "forgotten": _FORGOTTEN_AFTER,
        "longest": _LONGEST_DELAY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        row = cursor.fetchone()
    return row[0] if row else None


def _locked(key: str, now: datetime) -> ValidationError:
    until = Failures.objects.get(key=key).locked_until or now
    minutes = max(1, -(-int((until - now).total_seconds()) // 60))
    sentence = ngettext(
        "Too many failed attempts. Try again in a minute.",
        "Too many failed attempts. Try again in %(minutes)d minutes.",
        minutes,
    )
    return ValidationError(sentence % {"minutes": minutes}, code="locked")


def _name(username: str) -> str:
    return _key("name", username.casefold())


def _key(kind: str, text: str) -> str:
    return salted_hmac(f"cases.signin.{kind}", text, algorithm="sha256").hexdigest()
