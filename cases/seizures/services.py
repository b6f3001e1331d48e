"""Exhibits and their custody, data sets, and the files put into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

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
from cases.engine.identifiers.in_text import mask_identifiers
from cases.engine.originals import Digests
from cases.seizures import custody_words, same_content
from cases.seizures.accounting import repetition_counts
from cases.seizures.announcing import WEIGHED, announce_soon
from cases.seizures.columns import layouts
from cases.seizures.columns.layouts import SheetItem
from cases.seizures.models import (
    CustodyEvent,
    Exhibit,
    Rereading,
    SeizedDataset,
    SeizedFile,
)

# A file to be taken in, or one that is to be read anew.
F = TypeVar("F", bound=SeizedFile | Rereading)


@transaction.atomic
def add_exhibit(*, officer: Officer, case: Case, **fields: Any) -> Exhibit:
    require(officer, case, Ability.WRITE)
    return writes.create(officer=officer, obj=Exhibit(case=case, **fields))


@transaction.atomic
def update_exhibit(
    *, officer: Officer, exhibit: Exhibit, version: int, **changes: Any
) -> Exhibit:
    """Change an exhibit; whatever depends on the day of the seizure is evaluated
    anew."""
    require(officer, exhibit.case, Ability.WRITE)
    before = Exhibit.lock(exhibit.pk)
    row = writes.update(officer=officer, obj=exhibit, version=version, changes=changes)
    if before.seized_at != row.seized_at:
        announce_soon(row.datasets.all())
    return row


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


@transaction.atomic
def add_dataset(*, officer: Officer, case: Case, **fields: Any) -> SeizedDataset:
    require(officer, case, Ability.INTAKE)
    return writes.create(officer=officer, obj=SeizedDataset(case=case, **fields))


@transaction.atomic
def update_dataset(
    *, officer: Officer, dataset: SeizedDataset, version: int, **changes: Any
) -> SeizedDataset:
    """Change a data set; whatever depends on its holder, or weighs in a link's score,
    is evaluated anew."""
    require(officer, dataset.case, Ability.INTAKE)
    # Read again: the form has already changed the object that it was opened with.
    before = SeizedDataset.lock(dataset.pk)
    row = writes.update(officer=officer, obj=dataset, version=version, changes=changes)
    if before.holder_id != row.holder_id:
        for holder in (before.holder_id, row.holder_id):
            if holder is not None:
                repetition_counts.request_of_holder(holder)
    if any(getattr(before, name) != getattr(row, name) for name in WEIGHED):
        announce_soon(SeizedDataset.objects.filter(pk=row.pk))
    return row


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
    sha256_before: str = "",
    passwords: Sequence[str] = (),
    wake: bool = True,
) -> SeizedFile:
    """Add a file that lies sealed under `original`, with its columns guessed, to be
    confirmed.

    An archive has nothing to confirm: it waits to be unpacked (by the caller
    itself without `wake`), with the passwords that may open it. `sha256_before` is
    the hash before the transfer, where one was taken; the caller has found it equal.

    Raises SameFile where the case has this content already and not `again`, and
    ValidationError where it cannot be read. The caller removes the original then.
    """
    require(officer, dataset.case, Ability.INTAKE)
    shown = mask_identifiers(name)
    if not again:
        same_content.refuse(officer, dataset.case, digests.sha256, shown)
    archive_format, sheets = _look_at(original, shown)
    file = SeizedFile(
        dataset=dataset,
        name=name,
        path=path,
        original=original,
        sha256=digests.sha256,
        sha256_before=sha256_before,
        md5=digests.md5,
        size=digests.size,
        layouts=sheets,
        archive_format=archive_format,
        again=again,
        requested_by=officer,
    )
    writes.create(officer=officer, obj=file)
    purpose = custody_words.EXTRACTED
    if sha256_before:
        purpose = custody_words.EXTRACTED_COMPARED
    record_custody(officer, file, purpose % {"name": file.name})
    if archive_format:
        _submit_archive(file, passwords, wake=wake)
    return file


def _look_at(original: str, shown: str) -> tuple[str, list[SheetItem]]:
    """The format of an archive, "" for any other file; and how its sheets are to be
    read, of which an archive has none."""
    try:
        with open_sealed(original) as stream:
            archive_format = archives.recognise(stream)
        if archive_format:
            return archive_format, []
        return "", layouts.guess(lambda: open_sealed(original), shown)
    except EngineError as error:
        raise ValidationError(sentence(error.code, error.where)) from error


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
    """Add a line to the custody record of the exhibit on which the file was found, if
    any."""
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


@transaction.atomic
def correct_sheet(
    *,
    officer: Officer,
    file: F,
    place: int,
    chosen: Sequence[Mapping[str, str]],
    **changes: Any,
) -> F:
    """Read one sheet with another encoding, separator or header line, and guess
    its columns anew; what was chosen so far, sheet by sheet, is kept."""
    row = _open_to_correction(officer, file)
    try:
        item = layouts.corrected(
            lambda: open_sealed(row.original),
            row.layouts[place],
            chosen[place],
            **changes,
        )
    except EngineError as error:
        raise ValidationError(sentence(error.code, error.where)) from None
    row.layouts = [
        layouts.with_mapping(sheet, {**sheet["mapping"], **said})
        for sheet, said in zip(row.layouts, chosen, strict=True)
    ]
    row.layouts[place] = item
    row.save_changed()
    return row


@transaction.atomic
def confirm_file(
    *,
    officer: Officer,
    file: F,
    sheets: Sequence[SheetItem],
    wake: bool = True,
) -> F:
    """Take the file in as the officer confirmed its sheets.

    Raises ValidationError if no column holds identifiers.
    """
    row = _open_to_correction(officer, file)
    layouts.require_identifiers(sheets)
    row.layouts = layouts.without_samples(sheets)
    row.requested_by = officer
    row.version += 1
    audit.record(officer=officer, action=Action.RUN, obj=row)
    jobs.submit(row, wake=wake)
    return row


@transaction.atomic
def start_again(*, officer: Officer, file: SeizedFile | Rereading) -> None:
    """Start a failed or cancelled intake again, where it stopped."""
    require(officer, file.case, Ability.INTAKE)
    row = type(file).lock(file.pk)
    if row.can_be_started:
        audit.record(officer=officer, action=Action.RUN, obj=row)
        jobs.submit(row)


@transaction.atomic
def cancel(*, officer: Officer, file: SeizedFile | Rereading) -> None:
    require(officer, file.case, Ability.INTAKE)
    audit.record(officer=officer, action=Action.CANCEL, obj=file)
    jobs.request_cancel(file)


def _open_to_correction(officer: Officer, file: F) -> F:
    require(officer, file.case, Ability.INTAKE)
    row = cast(F, type(file).lock(file.pk))
    if not row.can_be_corrected:
        raise ValidationError(_("This file has been confirmed already."))
    return row
