"""The work of an export's job: read as the officer who asked, mark, lock."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.access.whole import who_and_when
from cases.common import exports
from cases.common.jobs import Claim
from cases.engine.durable import move_into_place, sync_file
from cases.engine.errors import EngineError
from cases.exports import locking, marks
from cases.exports.models import Export
from cases.exports.sources import Asked, whole_of


class OutOfReach(EngineError):
    """The officer who asked can no longer see the list."""

    code = "export_out_of_reach"


def exports_dir() -> Path:
    path = Path(settings.CASEDESK_DATA_DIR) / "exports"
    path.mkdir(parents=True, exist_ok=True)
    return path


def make(claim: Claim) -> None:
    export = cast(Export, claim.job)
    officer = export.requested_by
    assert officer is not None  # noqa: S101 - a service always sets it
    with override(officer.language or settings.LANGUAGE_CODE):
        try:
            whole = whole_of(officer, asked_of(export))
        except (Http404, PermissionDenied):
            raise OutOfReach from None
        if whole.case != export.case:
            raise OutOfReach
        rows = _told(whole.rows(), claim, whole.count)
        content = exports.content(
            marks.signed(rows, export.mark), format=export.format, note=note(export)
        )
        name = f"{whole.name}-{export.pk}.{export.format}"
    _finish(claim, locked(export, content, name), whole.count)


def asked_of(export: Export) -> Asked:
    query = export.query
    return Asked(export.page, export.object_id, query["shown"], query["typed"])


def note(export: Export) -> str:
    """The line that everybody sees above the rows."""
    assert export.requested_by is not None  # noqa: S101 - it was asked for
    assert export.decided_by is not None  # noqa: S101 - the database holds it
    return _(
        "Export no. %(number)s. %(who)s. Approved by %(by)s, badge %(badge)s."
        " Purpose: %(purpose)s. For %(receiver)s alone; do not pass it on."
    ) % {
        "number": export.pk,
        "who": who_and_when(export.requested_by),
        "by": export.decided_by.name,
        "badge": export.decided_by.badge,
        "purpose": export.purpose,
        "receiver": export.receiver,
    }


def _told(rows: Iterable[list[Any]], claim: Claim, total: int) -> Iterator[list[Any]]:
    for number, row in enumerate(rows):
        claim.progress(number, total)
        yield row


def locked(export: Export, content: bytes, name: str) -> bytes:
    if export.lock == Export.Lock.AGE_KEY:
        return locking.with_key(content, export.public_key)
    return locking.with_password(content, name, export.password)


def _finish(claim: Claim, content: bytes, rows: int) -> None:
    name = f"{uuid.uuid4()}.locked"
    path = exports_dir() / name
    unfinished = path.with_name(f"{name}.part")
    try:
        unfinished.write_bytes(content)
        sync_file(unfinished)
        move_into_place(unfinished, path)
        claim.finish(
            rows,
            rows=rows,
            file=name,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            expires_at=timezone.now() + timedelta(days=settings.CASEDESK_EXPORT_DAYS),
            password="",
        )
    except BaseException:
        unfinished.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise
