"""What system administrators do with accounts and units."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.access import writes
from cases.access.models import ADMINISTRATORS, Duty, Officer, Unit
from cases.administration import duties
from cases.administration.rules import require
from cases.audit import services as audit
from cases.audit.models import Action
from cases.signin import passwords, sessions
from cases.signin.drawing import draw
from cases.signin.models import SignIn


@transaction.atomic
def add_officer(
    *, by: Officer, duty: Duty, reason: str, **fields: Any
) -> tuple[Officer, str]:
    """A new officer, and their one-time password, which can be read only here.

    The account sees nothing until a security administrator has agreed to its duty:
    otherwise one person could make themselves a colleague of any unit.
    """
    require(by, Duty.SYSTEM_ADMIN)
    officer = Officer.objects.create_officer(password=draw(), duty=Duty.NONE, **fields)
    audit.record(officer=by, action=Action.CREATE, obj=officer)
    password = passwords.give_one_time(officer, by=by)
    duties.propose(by=by, officer=officer, duty=duty, reason=reason)
    return officer, password


@transaction.atomic
def reset_password(*, by: Officer, officer: Officer) -> str:
    """A new one-time password. The second factor stays, and is not this
    administrator's to reset: neither of them alone can become somebody else."""
    require(by, Duty.SYSTEM_ADMIN)
    if by == officer:
        raise ValidationError(
            _("You change your own password on the page Security, not here.")
        )
    return passwords.give_one_time(_lock(officer), by=by)


@transaction.atomic
def deactivate(*, by: Officer, officer: Officer, reason: str) -> None:
    """Let nobody sign in with the account any more; its sessions end.

    Raises ValidationError for oneself and for the last of an administrator's duty.
    """
    require(by, Duty.SYSTEM_ADMIN)
    if by == officer:
        raise ValidationError(_("Nobody deactivates themselves."))
    others = Officer.objects.filter(duty=officer.duty, is_active=True)
    is_last = not others.exclude(pk=officer.pk).exists()
    if officer.duty in ADMINISTRATORS and is_last:
        raise ValidationError(
            _("Nobody else has this administrator's duty: grant it first.")
        )
    _set_active(by, officer, active=False, reason=reason)
    sessions.end(SignIn.objects.filter(officer=officer))


def reactivate(*, by: Officer, officer: Officer, reason: str) -> None:
    require(by, Duty.SYSTEM_ADMIN)
    _set_active(by, officer, active=True, reason=reason)


@transaction.atomic
def _set_active(by: Officer, officer: Officer, *, active: bool, reason: str) -> None:
    row = _lock(officer)
    if row.is_active == active:
        return
    row.is_active = active
    row.save(update_fields=["is_active"])
    _record(by, row, reason, is_active=[not active, active])


@transaction.atomic
def move(*, by: Officer, officer: Officer, unit: Unit, reason: str) -> None:
    """Move the officer to another unit; what they see changes with it.

    Raises ValidationError where their duty is none of that unit's.
    """
    require(by, Duty.SYSTEM_ADMIN)
    row = _lock(officer)
    before, row.unit = row.unit, unit
    duties.refuse_unfit(row, Duty(row.duty))
    row.save(update_fields=["unit"])
    _record(by, row, reason, unit=[before.name, unit.name])


def add_unit(*, by: Officer, **fields: Any) -> Unit:
    require(by, Duty.SYSTEM_ADMIN)
    return writes.create(officer=by, obj=Unit(**fields))


def _lock(officer: Officer) -> Officer:
    return Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)


def _record(by: Officer, officer: Officer, reason: str, **changes: Any) -> None:
    audit.record(
        officer=by, action=Action.CHANGE, obj=officer, reason=reason, changes=changes
    )
