"""Reading a file anew, into a store beside the old one, which is removed once the new
one is complete."""

from __future__ import annotations

import shutil
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.permissions import Ability, require
from cases.common.jobs import Claim
from cases.common.wording import sentence
from cases.engine import manifest
from cases.engine.errors import EngineError
from cases.seizures.intake.counts import counts_of, sum_up
from cases.seizures.intake.taking_in import announce, read_into
from cases.seizures.models import Rereading, SeizedDataset, SeizedFile
from cases.seizures.signals import rows_replaced, rows_wanted
from cases.seizures.stores import store_folder, stores


@transaction.atomic
def begin(*, officer: Officer, file: SeizedFile) -> Rereading:
    """The rereading of a file that is taken in, with its columns to be confirmed.

    Raises ValidationError where officers have judged what rests on its rows.
    """
    require(officer, file.case, Ability.INTAKE)
    row = SeizedFile.lock(file.pk)
    if row.state != SeizedFile.State.DONE:
        raise ValidationError(_("This file is not taken in yet."))
    if code := _held_by(row.dataset_id):
        raise ValidationError(sentence(code, {}))
    begun = row.rereadings.unfinished().first()
    if begun is not None:
        return begun
    rereading = Rereading.objects.create(
        file=row, layouts=row.layouts, requested_by=officer
    )
    audit.record(officer=officer, action=Action.CREATE, obj=rereading)
    return rereading


@transaction.atomic
def give_up(*, officer: Officer, rereading: Rereading) -> None:
    """Remove a rereading that no worker is busy with; the file stays as it is."""
    require(officer, rereading.case, Ability.INTAKE)
    row = Rereading.lock(rereading.pk)
    if not row.can_be_corrected:
        raise ValidationError(_("Cancel the job first."))
    audit.record(officer=officer, action=Action.CANCEL, obj=row)
    for name in (row.store, f"{row.store}.part"):
        path = stores() / name
        transaction.on_commit(partial(shutil.rmtree, path, ignore_errors=True))
    row.delete()


def read_anew(claim: Claim) -> None:
    """Raises EngineError as the intake does, and where a slice above answers that the
    rows must stay; the file is then as before."""
    job = claim.job
    assert isinstance(job, Rereading)  # noqa: S101 - for the type checker
    result = read_into(stores() / job.store, job.file, job.layouts, claim)
    with transaction.atomic():
        dataset = SeizedDataset.lock(job.file.dataset_id)
        file = SeizedFile.lock(job.file_id)
        if code := _held_by(dataset.pk):
            raise EngineError(code)
        replaced = store_folder(file)
        file.layouts, file.store = job.layouts, job.store
        for name, value in counts_of(job.layouts, result).items():
            setattr(file, name, value)
        file.manifest, file.faults = manifest.digest(stores() / job.store), []
        file.save_changed()
        claim.finish(result.rows_read)
        sum_up(dataset)
        rows_replaced.send(SeizedFile, dataset_id=dataset.pk)
        announce(dataset)
        transaction.on_commit(partial(shutil.rmtree, replaced, ignore_errors=True))


def _held_by(dataset: int) -> str:
    """Why the rows of a data set must stay as they are; "" if they need not."""
    answers = rows_wanted.send(SeizedFile, dataset_id=dataset)
    return next((code for _receiver, code in answers if code), "")
