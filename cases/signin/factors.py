"""The second factor: setting it up, proving it, recovering."""

from __future__ import annotations

import hashlib
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.signin import lockout, sessions, totp
from cases.signin.drawing import draw
from cases.signin.models import Passkey, RecoveryCode, SecondFactor, SignIn

RECOVERY_CODES: Final = 10


def is_enrolled(officer: Officer) -> bool:
    """Whether there is a second factor, of either kind."""
    return (
        has_authenticator(officer) or Passkey.objects.filter(officer=officer).exists()
    )


def has_authenticator(officer: Officer) -> bool:
    return SecondFactor.objects.filter(
        officer=officer, enrolled_at__isnull=False
    ).exists()


@transaction.atomic
def secret_to_enrol(officer: Officer) -> str:
    """The secret that the officer's authenticator is to learn; the same one until
    its first code has been seen, so that reloading the page does no harm."""
    factor = locked(officer)
    if not factor.next_secret:
        factor.next_secret = totp.new_secret()
        factor.save()
    return factor.next_secret


@transaction.atomic
def enrol(officer: Officer, typed: str) -> list[str]:
    """Make the new authenticator the officer's; returns the recovery codes, which are
    shown only this once.

    Raises ValidationError if the code is not one of the new secret.
    """
    factor = locked(officer)
    counter = totp.counter_of(factor.next_secret, typed, timezone.now())
    if counter is None:
        raise _wrong()
    factor.secret, factor.next_secret = factor.next_secret, ""
    factor.last_counter = counter
    factor.enrolled_at = timezone.now()
    factor.save()
    audit.record(
        officer=officer, action=Action.CHANGE, obj=officer, second_factor="enrolled"
    )
    return renew_recovery_codes(officer)


def prove(officer: Officer, typed: str) -> SignIn.Method:
    """Which factor the typed text proves; a code or recovery code is then used up.

    Raises ValidationError if none: wrong, too old, or used before.
    """
    if len(totp.plain(typed)) > totp.DIGITS:
        _spend_recovery_code(officer, typed)
        return SignIn.Method.RECOVERY
    _spend_code(officer, typed)
    return SignIn.Method.TOTP


@transaction.atomic
def renew_recovery_codes(officer: Officer) -> list[str]:
    """Draw new recovery codes in place of all earlier ones; they are shown only
    here."""
    codes = [draw() for _number in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(officer=officer).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(officer=officer, digest=_digest(code)) for code in codes
    )
    audit.record(
        officer=officer, action=Action.CHANGE, obj=officer, recovery_codes="renewed"
    )
    return codes


@transaction.atomic
def reset(officer: Officer, *, by: Officer, reason: str) -> int:
    """Remove the second factor, so that the next sign-in sets up another. Ends the
    officer's sessions; returns how many.

    Raises ValidationError if somebody resets their own.
    """
    if by == officer:
        raise ValidationError(_("Nobody resets their own second factor."))
    SecondFactor.objects.filter(officer=officer).delete()
    Passkey.objects.filter(officer=officer).delete()
    RecoveryCode.objects.filter(officer=officer).delete()
    audit.record(
        officer=by,
        action=Action.CHANGE,
        obj=officer,
        reason=reason,
        second_factor="reset",
    )
    lockout.unlock(officer.username)
    return sessions.end(SignIn.objects.filter(officer=officer))


def recovery_codes_left(officer: Officer) -> int:
    return RecoveryCode.objects.filter(officer=officer, used_at=None).count()


@transaction.atomic
def _spend_code(officer: Officer, typed: str) -> None:
    factor = locked(officer)
    counter = totp.counter_of(factor.secret, typed, timezone.now())
    if counter is None:
        raise _wrong()
    if counter <= factor.last_counter:
        raise ValidationError(
            _("This code has been used already. Wait for the next one.")
        )
    factor.last_counter = counter
    factor.save(update_fields=["last_counter"])


@transaction.atomic
def _spend_recovery_code(officer: Officer, typed: str) -> None:
    now = timezone.now()
    found = RecoveryCode.objects.filter(
        officer=officer, digest=_digest(typed), used_at=None
    )
    if not found.update(used_at=now):
        raise _wrong()
    # A clock that was ahead has spent codes of the future: count from now on again.
    newest = totp.counter_at(now) + 1
    SecondFactor.objects.filter(officer=officer, last_counter__gt=newest).update(
        last_counter=newest
    )


def locked(officer: Officer) -> SecondFactor:
    """Lock the row that whoever changes the officer's factors holds until the
    commit."""
    SecondFactor.objects.get_or_create(officer=officer)
    return SecondFactor.objects.select_for_update().get(officer=officer)


def _wrong() -> ValidationError:
    return ValidationError(
        _(
            "This code is wrong or too old. Type in the one that your authenticator"
            " shows now."
        )
    )


def _digest(typed: str) -> str:
    """A fast digest is enough for what nobody can guess."""
    return hashlib.sha256(totp.plain(typed).encode()).hexdigest()
