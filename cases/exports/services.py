"""What can be done with exports: ask, decide, withdraw, fetch, let expire."""

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
from cases.common import jobs
from cases.common.reasons import without_numbers
from cases.exports.making import exports_dir
from cases.exports.models import Decision, Export, ExportDownload
from cases.exports.sources import Asked, whole_of

# The most rows that a workbook, and a worker's memory, can hold.
MOST_ROWS: Final = 500_000


def check(officer: Officer, asked: Asked) -> None:
    """Raises ValidationError, worded for the officer, where the list cannot be asked
    for, and Http404 or PermissionDenied as its page does."""
    whole = whole_of(officer, asked)
    if whole.needs_case and whole.case is None:
        raise ValidationError(
            _(
                "Narrow the list to one case first: the lead investigator of the case"
                " decides whether its rows may leave."
            )
        )
    if not whole.count:
        raise ValidationError(_("There is nothing in this list to export."))
    if whole.count > MOST_ROWS:
        raise ValidationError(
            _("More than %s rows: narrow the list, then export it in parts.")
            % f"{MOST_ROWS:,}"
        )


@transaction.atomic
def request_export(
    *,
    officer: Officer,
    asked: Asked,
    purpose: str,
    receiver: str,
    format: str,  # noqa: A002 - the model's own word
    lock: str,
    password: str = "",
    public_key: str = "",
) -> Export:
    """Ask for a list; a second officer decides. Raises as `check` does."""
    check(officer, asked)
    whole = whole_of(officer, asked)
    export = Export(
        case=whole.case,
        page=asked.page,
        object_id=asked.object_id,
        query=asked.kept(),
        title=whole.title[:200],
        filters=whole.filters,
        rows=whole.count,
        purpose=without_numbers(purpose),
        receiver=without_numbers(receiver),
        format=format,
        lock=lock,
        password=password if lock == Export.Lock.PASSWORD else "",
        public_key=public_key if lock == Export.Lock.AGE_KEY else "",
        requested_by=officer,
    )
    export.save()
    audit.record(
        officer=officer,
        action=Action.CREATE,
        obj=export,
        reason=export.purpose,
        list=asked.page,
        rows=whole.count,
        receiver=export.receiver,
    )
    return export


def why_not(officer: Officer, export: Export) -> str:
    """Why this officer does not decide on it; "" where they do."""
    if export.requested_by_id == officer.pk:
        return _("You asked for this export yourself: another officer has to decide.")
    if not export.is_waiting_for_word:
        return _("This export does not wait for a decision any more.")
    if not Export.objects.decidable_by(officer).filter(pk=export.pk).exists():
        return _("Only a lead investigator of the case decides on its exports.")
    return ""


def decide(*, officer: Officer, export: Export, approve: bool, reason: str) -> Export:
    """Raises ValidationError for whoever asked, for a second decision, and for an
    officer who is none of those that may; each try is recorded."""
    with transaction.atomic():
        row = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
        problem = why_not(officer, row)
        if not problem:
            return _decided(officer, row, approve=approve, reason=reason)
        audit.record(officer=officer, action=Action.REFUSE, obj=row, decision=approve)
    raise ValidationError(problem)


def _decided(officer: Officer, row: Export, *, approve: bool, reason: str) -> Export:
    row.decision = Decision.APPROVED if approve else Decision.REFUSED
    row.decided_by, row.decided_at = officer, timezone.now()
    row.decision_reason = without_numbers(reason)
    if approve:
        jobs.submit(row)
    else:
        row.state, row.password = Export.State.CANCELLED, ""
        row.save()
    action = Action.APPROVE if approve else Action.REFUSE
    audit.record(officer=officer, action=action, obj=row, reason=row.decision_reason)
    return row


@transaction.atomic
def withdraw(*, officer: Officer, export: Export) -> None:
    """The officer who asked takes it back before it is made; does nothing
    afterwards."""
    row = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if row.requested_by != officer:
        raise ValidationError(_("Only the officer who asked for it withdraws it."))
    if row.is_waiting_for_word:
        row.state, row.password = Export.State.CANCELLED, ""
        row.save()
    elif row.is_active:
        jobs.request_cancel(row)
    else:
        return
    audit.record(officer=officer, action=Action.CANCEL, obj=row)


@transaction.atomic
def start_again(*, officer: Officer, export: Export) -> None:
    """Start an approved export again that failed or was cancelled; does nothing to any
    other."""
    row = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if row.requested_by != officer:
        raise ValidationError(_("Only the officer who asked for it starts it."))
    if row.can_be_started and row.decision == Decision.APPROVED:
        jobs.submit(row)
        audit.record(officer=officer, action=Action.RUN, obj=row)


@transaction.atomic
def fetch(*, officer: Officer, export: Export) -> bytes:
    """The locked file, its download counted. Raises ValidationError for everybody
    but the officer who asked, after its time, and where the file is not as made."""
    row = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if row.requested_by != officer:
        raise ValidationError(_("Only the officer who asked for it fetches the file."))
    if row.has_expired:
        raise ValidationError(_("The file has expired and was removed. Ask again."))
    if not row.can_be_downloaded:
        raise ValidationError(_("The file is not made yet."))
    try:
        content = (exports_dir() / row.file).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise ValidationError(
            _("The file is not as it was made, so it is not given out. Ask again.")
        )
    ExportDownload.objects.create(export=row, officer=officer)
    audit.record(
        officer=officer,
        action=Action.EXPORT,
        obj=row,
        sha256=row.sha256,
        rows=row.rows,
        receiver=row.receiver,
    )
    return content


def remove_expired() -> int:
    """Take away the files whose time is over; the rows stay."""
    over = Export.objects.filter(expires_at__lte=timezone.now()).exclude(file="")
    for export in over:
        with transaction.atomic():
            (exports_dir() / export.file).unlink(missing_ok=True)
            Export.objects.filter(pk=export.pk).update(file="")
            audit.record(officer=None, action=Action.CHANGE, obj=export, expired=True)
    return len(over)
