"""What can be done with a file of reports: put it in, confirm it, stop it, start
it again."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.common import jobs
from cases.common.uploads import SealedUpload
from cases.common.wording import sentence
from cases.engine.errors import EngineError
from cases.fraud.models import ReportImport
from cases.fraud.reading.fields import PLAIN_FIELDS
from cases.fraud.services import require_police
from cases.fraud.sheets import Sheet, look, look_at_all, stored


@transaction.atomic
def import_file(*, officer: Officer, upload: SealedUpload) -> ReportImport:
    """A sealed upload becomes an import to be confirmed, its columns guessed.

    Raises ValidationError, and leaves nothing behind, if it cannot be read.
    """
    require_police(officer)
    name = str(upload.name)[-255:]
    try:
        sheets = look(upload.original, name)
    except EngineError as error:
        raise ValidationError(
            sentence(error.code, error.where), code=error.code
        ) from None
    row = ReportImport.objects.create(
        name=name,
        sha256=upload.digests.sha256,
        size=upload.digests.size,
        original=upload.original,
        layout=[sheet.to_json() for sheet in sheets],
        requested_by=officer,
    )
    audit.record(officer=officer, action=Action.CREATE, obj=row, sha256=row.sha256)
    # The last step: a failure before this removes the sealed original as well.
    upload.keep()
    return row


def sheets_of(report_import: ReportImport) -> list[Sheet]:
    """The sheets with their samples, for the officer to check.

    Raises ValidationError if the sealed original cannot be read any more.
    """
    try:
        return look_at_all(report_import.original, stored(report_import.layout))
    except EngineError as error:
        raise ValidationError(sentence(error.code, error.where)) from None


@transaction.atomic
def correct_layout(
    *, officer: Officer, report_import: ReportImport, sheets: Sequence[Sheet]
) -> ReportImport:
    """Keep what the officer has corrected so far; nothing is imported yet."""
    row = _locked_draft(officer, report_import)
    row.layout = [sheet.to_json() for sheet in sheets]
    row.save(update_fields=["layout"])
    return row


@transaction.atomic
def confirm_import(
    *,
    officer: Officer,
    report_import: ReportImport,
    sheets: Sequence[Sheet],
    wake: bool = True,
) -> ReportImport:
    """The officer's word on what the columns hold; the job is then submitted.

    Raises ValidationError if it was confirmed before, if no sheet holds anything
    to know a report by, or if a column is named twice.
    """
    row = _locked_draft(officer, report_import)
    _check(row.name, sheets)
    row.layout = [sheet.to_json() for sheet in sheets]
    row.requested_by = officer
    jobs.submit(row, wake=wake)
    audit.record(officer=officer, action=Action.RUN, obj=row, sha256=row.sha256)
    return row


@transaction.atomic
def start_again(*, officer: Officer, report_import: ReportImport) -> ReportImport:
    """Let a failed or cancelled import go on where it stopped."""
    require_police(officer)
    row = _locked(report_import)
    if not row.can_be_started:
        raise ValidationError(_("Only what failed or was cancelled starts again."))
    row.requested_by = officer
    jobs.submit(row)
    audit.record(officer=officer, action=Action.RUN, obj=row, sha256=row.sha256)
    return row


@transaction.atomic
def cancel(*, officer: Officer, report_import: ReportImport) -> ReportImport:
    """Stop an import that waits or runs; what is imported of it is kept."""
    require_police(officer)
    if report_import.can_be_cancelled:
        jobs.request_cancel(report_import)
        audit.record(officer=officer, action=Action.CANCEL, obj=report_import)
    return report_import


def _locked(report_import: ReportImport) -> ReportImport:
    rows = ReportImport.objects.select_for_update(of=("self",))
    row: ReportImport = rows.get(pk=report_import.pk)
    return row


def _locked_draft(officer: Officer, report_import: ReportImport) -> ReportImport:
    require_police(officer)
    row = _locked(report_import)
    if row.state != ReportImport.State.DRAFT:
        raise ValidationError(_("This file has been confirmed already."))
    return row


def _check(name: str, sheets: Sequence[Sheet]) -> None:
    if not any(sheet.is_used for sheet in sheets):
        raise ValidationError(sentence("no_report_column", {"file": name}))
    for sheet in sheets:
        for field, label in PLAIN_FIELDS.items():
            if sheet.fields.count(field) > 1:
                raise ValidationError(
                    _("Two columns are said to be “%(field)s”. Choose one.")
                    % {"field": label}
                )
