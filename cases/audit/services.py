"""The one way into the audit trail."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import models

from cases.audit.models import Action, Entry

if TYPE_CHECKING:
    from cases.access.models import Officer

# The address of the request that is being answered; set by the middleware, so
# that services need not carry it through.
remote_address: ContextVar[str | None] = ContextVar("remote_address", default=None)


def record(
    *,
    officer: Officer | None,
    action: Action,
    obj: models.Model | None = None,
    case_id: int | None = None,
    reason: str = "",
    **detail: Any,
) -> Entry:
    """Write one entry; in the same transaction as what it records.

    A page or a change whose entry cannot be written must fail with it, so
    errors are not caught here.
    """
    return Entry.objects.create(
        actor=officer,
        unit_name=officer.unit.name if officer and officer.unit else "",
        address=remote_address.get(),
        action=action,
        object_type=obj._meta.model_name or "" if obj else "",
        object_id=obj.pk if obj else None,
        case_id=case_id if case_id is not None else _case_of(obj),
        reason=reason,
        detail=detail,
    )


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    """Field by field what differs, as text, for an entry's detail."""
    return {
        name: [str(before.get(name, "")), str(value)]
        for name, value in after.items()
        if before.get(name) != value
    }


def _case_of(obj: models.Model | None) -> int | None:
    if obj is None:
        return None
    if obj._meta.model_name == "case":
        return int(obj.pk)
    case_id = getattr(obj, "case_id", None)
    return int(case_id) if case_id is not None else None
