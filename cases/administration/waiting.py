"""What an administrator or auditor can do, and what waits for them."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.access.models import Duty, Officer
from cases.administration import duties
from cases.signin import failures


class Task(NamedTuple):
    """A page of theirs: `url` is its name, `told` what waits there, if anything."""

    url: str
    icon: str
    label: str
    meaning: str
    told: str = ""


def administration(officer: Officer) -> dict[str, Any]:
    """For the home page of everybody who sees no case."""
    tasks = {
        Duty.SYSTEM_ADMIN: _of_system_admin,
        Duty.SECURITY_ADMIN: _of_security_admin,
        Duty.AUDITOR: _of_auditor,
    }.get(Duty(officer.duty))
    return {"tasks": tasks() if tasks else []}


def _of_system_admin() -> list[Task]:
    without = Officer.objects.filter(duty=Duty.NONE, is_active=True).count()
    return [
        Task(
            "officer_list",
            "users",
            _("Accounts"),
            _("Add officers, reset passwords, change units, deactivate accounts."),
            ngettext("%d without a duty", "%d without a duty", without) % without
            if without
            else "",
        ),
        _duties(),
        Task(
            "unit_list",
            "building",
            _("Units"),
            _("Police units and procuratorates, and which belongs to which."),
        ),
    ]


def _of_security_admin() -> list[Task]:
    refused, locked = failures.refused_lately(), len(failures.locked())
    parts = [
        ngettext("%d in a day", "%d in a day", refused) % refused,
        ngettext("%d officer locked", "%d officers locked", locked) % locked,
    ]
    return [
        _duties(),
        Task(
            "officer_list",
            "users",
            _("Accounts"),
            _("Unlock officers, reset second factors, end sessions."),
        ),
        Task(
            "failure_list",
            "lock-access",
            _("Refused sign-ins"),
            _("Under which names and from where sign-ins were refused."),
            " · ".join(parts) if refused or locked else "",
        ),
    ]


def _of_auditor() -> list[Task]:
    return [
        Task(
            "entry_list",
            "list-search",
            _("Audit trail"),
            _("Who did what, when and from where; never what stands in a case."),
        ),
        Task(
            "reveal_report",
            "eye",
            _("Reveals"),
            _("Which officer saw how many records in the clear."),
        ),
    ]


def _duties() -> Task:
    waiting = duties.proposals().open().count()
    return Task(
        "duty_list",
        "user-shield",
        _("Proposed duties"),
        _("The system administrator proposes, the security administrator agrees."),
        ngettext("%d waits for its answer", "%d wait for their answer", waiting)
        % waiting
        if waiting
        else "",
    )
