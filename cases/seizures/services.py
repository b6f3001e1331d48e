"""Exhibits and their custody, data sets, and the files put into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.access import writes
from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability, require
from cases.common import jobs
from cases.common.uploads import open_sealed
from cases.common.wording import sentence
from cases.engine import archives
from cases.engine.errors import EngineError
from cases.engine.originals import Digests
from cases.seizures import layouts
from cases.seizures.layouts import SheetItem
from cases.seizures.models import CustodyEvent, Exhibit, SeizedDataset, SeizedFile


class SameFile(ValidationError):
    """The case has a file of the same content; the officer decides."""


def add_exhibit(*, officer: Officer, case: Case, **fields: Any) -> Exhibit:
    require(officer, case, Ability.WRITE)
    return writes.create(officer=officer, obj=Exhibit(case=case, **fields))


def update_exhibit(
    *, officer: Officer, exhibit: Exhibit, version: int, **changes: Any
) -> Exhibit:
    require(officer, exhibit.case, Ability.WRITE)
    return writes.update(officer=officer, obj=exhibit, version=version, changes=changes)


@transaction.atomic
def add_custody_event(
    *, officer: Officer, exhibit: Exhibit, **fields: Any
) -> CustodyEvent:
    """One line of the exhibit's custody record; it cannot be changed afterwards."""
    require(officer, exhibit.case, Ability.WRITE)
    event = CustodyEvent(exhibit=exhibit, recorded_by=officer, **fields)
    event.full_clean()
    event.save()
    audit.record(
        officer=officer, action=Action.CREATE, obj=event, case_id=exhibit.case_id
    )
    return event


def add_dataset(*, officer: Officer, case: Case, **fields: Any) -> SeizedDataset:
    require(officer, case, Ability.INTAKE)
    return writes.create(officer=officer, obj=SeizedDataset(case=case, **fields))


def update_dataset(
    *, officer: Officer, dataset: SeizedDataset, version: int, **changes: Any
) -> SeizedDataset:
    require(officer, dataset.case, Ability.INTAKE)
    return writes.update(officer=officer, obj=dataset, version=version, changes=changes)


@transaction.atomic
def add_file(
    *,
    officer: Officer,
    dataset: SeizedDataset,
    name: str,
    original: str,
    digests: Digests,
    path: str = "",
    again: bool = False,
    passwords: Sequence[str] = (),
    wake: bool = True,
) -> SeizedFile:
    """A file that lies sealed under `original`, looked at and ready to be confirmed.

    An archive has nothing to confirm: it waits to be unpacked (by the caller
    itself without `wake`), with the passwords that may open it.

    Raises SameFile where the case has this content already and not `again`, and
    ValidationError where it cannot be read. The caller removes the original then.
    """
    require(officer, dataset.case, Ability.INTAKE)
    if not again:
        _refuse_same(dataset.case, digests.sha256, name)
    try:
        with open_sealed(original) as stream:
            archive_format = archives.recognise(stream)
        sheets = (
            [] if archive_format else layouts.guess(lambda: open_sealed(original), name)
        )
    except EngineError as error:
        raise ValidationError(sentence(error.code, error.where)) from None
    file = SeizedFile(
        dataset=dataset,
        name=name,
        path=path,
        original=original,
        sha256=digests.sha256,
        md5=digests.md5,
        size=digests.size,
        layouts=sheets,
        archive_format=archive_format,
        again=again,
        requested_by=officer,
    )
    writes.create(officer=officer, obj=file)
    record_custody(officer, file, _("File extracted and sealed: %s") % name)
    if archive_format:
        _submit_archive(file, passwords, wake=wake)
    return file


def _submit_archive(
    archive: SeizedFile, passwords: Sequence[str], *, wake: bool
) -> None:
    archive.passwords = list(passwords)
    archive.unit, archive.total = "bytes", archive.size
    jobs.submit(archive, wake=wake)


@transaction.atomic
def unpack_again(
    *,
    officer: Officer,
    archive: SeizedFile,
    passwords: Sequence[str],
    wake: bool = True,
) -> None:
    """Try passwords on what is still locked in an archive.

    Raises ValidationError while it is being unpacked.
    """
    require(officer, archive.case, Ability.INTAKE)
    row = SeizedFile.lock(archive.pk)
    if not row.is_archive or row.container_id or row.is_active:
        raise ValidationError(_("This archive is being unpacked at the moment."))
    audit.record(officer=officer, action=Action.RUN, obj=row)
    _submit_archive(row, passwords, wake=wake)


def record_custody(officer: Officer, file: SeizedFile, purpose: str) -> None:
    """A line in the record of the exhibit on which the file was found, if any."""
    exhibit = file.dataset.exhibit
    if exhibit:
        CustodyEvent.objects.create(
            exhibit=exhibit,
            at=timezone.now(),
            given_by=exhibit.name,
            received_by=officer.name,
            purpose=purpose[:200],
            sha256=file.sha256,
            recorded_by=officer,
        )


def _refuse_same(case: Case, sha256: str, name: str) -> None:
    same = SeizedFile.objects.filter(dataset__case=case, sha256=sha256).first()
    if same is not None:
        raise SameFile(
            _(
                "%(name)s has the same content (SHA-256) as “%(other)s” in the data set"
                " “%(dataset)s”. It is taken in a second time only if you ask for it."
            )
            % {"name": name, "other": same.name, "dataset": same.dataset}
        )


@transaction.atomic
def correct_sheet(
    *, officer: Officer, file: SeizedFile, place: int, **changes: Any
) -> SeizedFile:
    """Read one sheet with another encoding, separator or header line, and guess
    its columns anew."""
    row = _draft(officer, file)
    try:
        item = layouts.corrected(
            lambda: open_sealed(row.original), row.layouts[place], **changes
        )
    except EngineError as error:
        raise ValidationError(sentence(error.code, error.where)) from None
    row.layouts[place] = item
    row.save_changed()
    return row


@transaction.atomic
def confirm_file(
    *,
    officer: Officer,
    file: SeizedFile,
    sheets: Sequence[SheetItem],
    wake: bool = True,
) -> SeizedFile:
    """Take the file in as the officer confirmed its sheets.

    Raises ValidationError if no column holds identifiers.
    """
    row = _draft(officer, file)
    layouts.require_identifiers(sheets)
    row.layouts = list(sheets)
    row.requested_by = officer
    row.version += 1
    audit.record(officer=officer, action=Action.RUN, obj=row)
    jobs.submit(row, wake=wake)
    return row


@transaction.atomic
def start_again(*, officer: Officer, file: SeizedFile) -> None:
    """Start a failed or cancelled intake again, where it stopped."""
    require(officer, file.case, Ability.INTAKE)
    row = SeizedFile.lock(file.pk)
    if row.can_be_started:
        audit.record(officer=officer, action=Action.RUN, obj=row)
        jobs.submit(row)


@transaction.atomic
def cancel(*, officer: Officer, file: SeizedFile) -> None:
    require(officer, file.case, Ability.INTAKE)
    audit.record(officer=officer, action=Action.CANCEL, obj=file)
    jobs.request_cancel(file)


def _draft(officer: Officer, file: SeizedFile) -> SeizedFile:
    require(officer, file.case, Ability.INTAKE)
    row = SeizedFile.lock(file.pk)
    if row.state != SeizedFile.State.DRAFT:
        raise ValidationError(_("This file has been confirmed already."))
    return row
