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
from cases.engine.errors import EngineError
from cases.engine.originals import Digests
from cases.seizures import layouts
from cases.seizures.layouts import SheetItem
from cases.seizures.models import CustodyEvent, Exhibit, SeizedDataset, SeizedFile


class SameFile(ValidationError):
    """The case has a file of the same content; the officer decides.

    `where` names that file, as in EngineError.
    """

    where: dict[str, str]


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
    again: bool = False,
    sha256_before: str = "",
) -> SeizedFile:
    """A file that lies sealed under `original`, looked at and ready to be confirmed.

    `sha256_before` is the hash before the transfer, where one was taken; the caller
    has found it equal.

    Raises SameFile where the case has this content already and not `again`, and
    ValidationError where it cannot be read. The caller removes the original then.
    """
    require(officer, dataset.case, Ability.INTAKE)
    if not again:
        _refuse_same(dataset.case, digests.sha256, name)
    try:
        sheets = layouts.guess(lambda: open_sealed(original), name)
    except EngineError as error:
        raise ValidationError(sentence(error.code, error.where)) from error
    file = SeizedFile(
        dataset=dataset,
        name=name,
        original=original,
        sha256=digests.sha256,
        sha256_before=sha256_before,
        md5=digests.md5,
        size=digests.size,
        layouts=sheets,
        requested_by=officer,
    )
    writes.create(officer=officer, obj=file)
    if dataset.exhibit:
        CustodyEvent.objects.create(
            exhibit=dataset.exhibit,
            at=timezone.now(),
            given_by=dataset.exhibit.name,
            received_by=officer.name,
            purpose=(_purpose(sha256_before) % name)[:200],
            sha256=digests.sha256,
            recorded_by=officer,
        )
    return file


def _purpose(sha256_before: str) -> str:
    if not sha256_before:
        return _("File extracted and sealed: %s")
    return _(
        "File extracted and sealed, hash before transfer and after agree (SHA-256): %s"
    )


def _refuse_same(case: Case, sha256: str, name: str) -> None:
    same = SeizedFile.objects.filter(dataset__case=case, sha256=sha256).first()
    if same is None:
        return
    where = {"other": same.name, "dataset": str(same.dataset)}
    refusal = SameFile(
        _(
            "%(name)s has the same content (SHA-256) as “%(other)s” in the data set"
            " “%(dataset)s”. It is taken in a second time only if you ask for it."
        )
        % {"name": name, **where}
    )
    refusal.where = where
    raise refusal


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
