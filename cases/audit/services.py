"""The one way into the audit trail."""

from __future__ import annotations

import json
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from cases.audit import codes, encoding, journal
from cases.audit.models import Action, Entry
from cases.common.reasons import without_numbers
from cases.engine.identifiers.in_text import mask_identifiers

if TYPE_CHECKING:
    from cases.access.models import Officer

# The address of the request that is being answered; set by the middleware, so
# that services need not carry it through.
remote_address: ContextVar[str | None] = ContextVar("remote_address", default=None)

# The entries written for the request that is being answered.
written: ContextVar[int] = ContextVar("written", default=0)

# The number, the time, and the two columns that only PostgreSQL can write in its own
# form. All processes take the time from its one clock.
_PREPARE = """
    SELECT nextval(pg_get_serial_sequence('cases_entry', 'id')), at, at::text,
           host(%s::inet), %s::jsonb::text
    FROM (SELECT clock_timestamp() AS at) AS now
"""


def record(
    *,
    officer: Officer | None,
    action: Action,
    obj: models.Model | None = None,
    case_id: int | None = None,
    reason: str = "",
    **detail: Any,
) -> Entry:
    """Write one entry; in the same transaction as what it records. A number that was
    pasted into the reason is masked, for an entry is never changed again.

    A page or a change whose entry cannot be written must fail with it, so
    errors are not caught here.
    """
    entry = Entry(
        actor=officer,
        unit_name=officer.unit.name if officer and officer.unit else "",
        address=remote_address.get(),
        action=action,
        object_type=obj._meta.model_name or "" if obj else "",
        object_id=obj.pk if obj else None,
        case_id=case_id if case_id is not None else _case_of(obj),
        reason=without_numbers(_storable(reason))[:200],
        detail=_storable(json.loads(json.dumps(detail, cls=DjangoJSONEncoder))),
    )
    entry.mac = codes.of_entry(_number(entry))
    entry.save(force_insert=True)
    written.set(written.get() + 1)
    # After the commit: an entry that was rolled back must not be missed later.
    # Not a partial: Django's log of what went wrong asks for a function's name.
    transaction.on_commit(lambda: journal.note(entry.pk, bytes(entry.mac)), robust=True)
    return entry


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    """Field by field what differs, as text, for an entry's detail."""
    return {
        name: [str(before.get(name, "")), str(value)]
        for name, value in after.items()
        if before.get(name) != value
    }


def _number(entry: Entry) -> bytes:
    """Give the entry its number and time; the line that is authenticated."""
    at: datetime
    with connection.cursor() as cursor:
        cursor.execute(_PREPARE, [entry.address, json.dumps(entry.detail)])
        entry.pk, at, at_text, address, detail = cursor.fetchone()
    entry.at = at
    return encoding.line(
        (
            entry.pk,
            at_text,
            entry.actor_id,
            entry.unit_name,
            address,
            entry.action,
            entry.object_type,
            entry.object_id,
            entry.case_id,
            entry.reason,
            detail,
        )
    )


def _storable(value: Any) -> Any:
    """PostgreSQL's text has no NUL and no half of a surrogate pair: whoever sends
    one must not get around the trail. Nor is a person's number kept in it."""
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, str):
        text = value.replace("\0", "\ufffd").encode(errors="replace").decode()
        return mask_identifiers(text)
    return value


def _case_of(obj: models.Model | None) -> int | None:
    if obj is None:
        return None
    if obj._meta.model_name == "case":
        return int(obj.pk)
    case_id = getattr(obj, "case_id", None)
    return int(case_id) if case_id is not None else None
