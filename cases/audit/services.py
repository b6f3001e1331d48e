"""The one way into the audit trail."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from cases.audit import codes, encoding, journal
from cases.audit.models import Action, Entry
from cases.common.reasons import without_numbers
from cases.engine.identifiers.in_text import mask_identifiers

if TYPE_CHECKING:
    from cases.access.models import Officer

# Some thousands in one statement would be a packet of megabytes.
_AT_ONCE: Final = 1_000

# The address of the request that is being answered; set by the middleware, so
# that services need not carry it through.
remote_address: ContextVar[str | None] = ContextVar("remote_address", default=None)

# The entries written for the request that is being answered.
written: ContextVar[int] = ContextVar("written", default=0)

# Of each entry the number, the time, and the two columns that only PostgreSQL can write
# in its own form. All processes take the time from its one clock.
_PREPARE = """
    SELECT nextval(pg_get_serial_sequence('cases_entry', 'id')), at, at::text,
           host(%s::inet), detail::jsonb::text
    FROM (SELECT clock_timestamp() AS at) AS now,
         (SELECT detail FROM unnest(%s::text[]) WITH ORDINALITY AS given (detail, place)
          ORDER BY place OFFSET 0) AS in_order
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
    entry = _entry(officer, action, obj, reason, detail)
    if case_id is not None:
        entry.case_id = case_id
    _write([entry])
    return entry


def record_each(
    *,
    officer: Officer,
    action: Action,
    of: Iterable[tuple[models.Model, dict[str, Any]]],
    reason: str = "",
) -> None:
    """As `record` writes them, an entry for each object with its detail, for one
    reason; in a handful of statements, however many they are."""
    _write([_entry(officer, action, obj, reason, detail) for obj, detail in of])


def _entry(
    officer: Officer | None,
    action: Action,
    obj: models.Model | None,
    reason: str,
    detail: dict[str, Any],
) -> Entry:
    return Entry(
        actor=officer,
        unit_name=officer.unit.name if officer and officer.unit else "",
        address=remote_address.get(),
        action=action,
        object_type=obj._meta.model_name or "" if obj else "",
        object_id=obj.pk if obj else None,
        case_id=_case_of(obj),
        reason=without_numbers(_storable(reason))[:200],
        detail=_storable(json.loads(json.dumps(detail, cls=DjangoJSONEncoder))),
    )


def _write(entries: list[Entry]) -> None:
    for entry, line in zip(entries, _numbered(entries), strict=True):
        entry.mac = codes.of_entry(line)
    Entry.objects.bulk_create(entries, batch_size=_AT_ONCE)
    written.set(written.get() + len(entries))
    # After the commit: an entry that was rolled back must not be missed later.
    transaction.on_commit(lambda: _note(entries), robust=True)


def _note(entries: list[Entry]) -> None:
    for entry in entries:
        journal.note(entry.pk, bytes(entry.mac))


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    """Field by field what differs, as text, for an entry's detail."""
    return {
        name: [str(before.get(name, "")), str(value)]
        for name, value in after.items()
        if before.get(name) != value
    }


def _numbered(entries: list[Entry]) -> Iterator[bytes]:
    """Give the entries of one request their numbers and their time; of each the line
    that is authenticated."""
    details = [json.dumps(entry.detail) for entry in entries]
    with connection.cursor() as cursor:
        cursor.execute(_PREPARE, [remote_address.get(), details])
        for entry, row in zip(entries, cursor.fetchall(), strict=True):
            entry.pk, entry.at, at_text, address, detail = row
            yield _line(entry, at_text, address, detail)


def _line(entry: Entry, at_text: str, address: str | None, detail: str) -> bytes:
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
