"""Beginning an upload, ending it, giving it up."""

from __future__ import annotations

import re
import shutil
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.permissions import Ability, require
from cases.common import jobs
from cases.common.jobs import Job
from cases.common.uploads import originals_dir, remove_original
from cases.engine import disk
from cases.seizures.models import SeizedDataset
from cases.seizures.uploading import protocol
from cases.seizures.uploading.assembling import assemble
from cases.seizures.uploading.models import KEPT, Upload, uploads_dir
from cases.seizures.uploading.protocol import Refused

# Sealed in the request; what is larger is left to a worker.
AT_ONCE_BYTES: Final = 32 << 20
# Left free for the database and for taking in what was uploaded.
_RESERVE_BYTES: Final = 512 << 20
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def begin(
    *, officer: Officer, dataset: SeizedDataset, size: int, metadata: str
) -> Upload:
    """Raises Refused: 400 (metadata), 413 (too large), 429 (too many unfinished
    ones), 507 (no room on the disk for it)."""
    require(officer, dataset.case, Ability.INTAKE)
    protocol.metadata(metadata)
    _refuse_what_does_not_fit(officer, size)
    upload = Upload.objects.create(
        dataset=dataset,
        metadata=metadata,
        size=size,
        requested_by=officer,
        unit="bytes",
    )
    audit.record(officer=officer, action=Action.CREATE, obj=upload, size=size)
    return upload


def _refuse_what_does_not_fit(officer: Officer, size: int) -> None:
    if size > settings.UPLOAD_MAX_BYTES:
        raise Refused(
            413,
            _("A file may have %s at most. Put it into the evidence folder instead.")
            % filesizeformat(settings.UPLOAD_MAX_BYTES),
        )
    unfinished = Upload.objects.unfinished()
    if unfinished.filter(requested_by=officer).count() >= settings.UPLOADS_MOST:
        raise Refused(
            429,
            _(
                "You have %d unfinished uploads, which is the most there may be."
                " Finish or remove some of them."
            )
            % settings.UPLOADS_MOST,
        )
    free = free_bytes()
    if 2 * size > free:
        raise Refused(
            507,
            _(
                "There is not enough room on the server: the file needs %(need)s while"
                " it is sealed, and %(free)s are free. Tell your administrator."
            )
            % {"need": filesizeformat(2 * size), "free": filesizeformat(free)},
        )


def free_bytes() -> int:
    """Room for a new upload, beside what the unfinished ones will still need: each
    lies there twice while one original is made of its stretches."""
    awaited = Upload.objects.filter(state__in=[Job.State.DRAFT, *Job.ACTIVE]).aggregate(
        bytes=Sum(2 * F("size") - F("received"))
    )["bytes"]
    return max(0, disk.free_bytes(originals_dir()) - (awaited or 0) - _RESERVE_BYTES)


def finish(
    *, officer: Officer, upload: Upload, sha256: str = "", again: bool = False
) -> Upload:
    """Make one sealed original of what arrived; small ones at once.

    `sha256` is the hash before the transfer. Called once more with `again`, a file
    whose content the case has already is put in nevertheless. Raises
    ValidationError where there is nothing to finish.
    """
    row = _submit(officer, upload, sha256.lower(), again=again)
    if row.size <= AT_ONCE_BYTES:
        jobs.run(Upload, row.pk, assemble)
    row.refresh_from_db()
    return row


@transaction.atomic
def _submit(officer: Officer, upload: Upload, sha256: str, *, again: bool) -> Upload:
    require(officer, upload.case, Ability.INTAKE)
    row = Upload.lock(upload.pk)
    if row.is_active or row.state == Job.State.DONE:
        return row
    if not row.is_complete:
        raise ValidationError(_("The upload is not complete yet."))
    if not row.can_go_on:
        raise ValidationError(_("Nothing of this upload was kept. Upload it again."))
    if sha256 and not _SHA256.fullmatch(sha256):
        raise ValidationError(_("This is no SHA-256 value."))
    row.sha256_before = row.sha256_before or sha256
    row.again = row.again or again
    row.total_bytes = row.size
    audit.record(officer=officer, action=Action.RUN, obj=row)
    jobs.submit(row, wake=row.size > AT_ONCE_BYTES)
    return row


@transaction.atomic
def discard(*, officer: Officer, upload: Upload) -> None:
    """Remove an upload with all that lies on the disk of it; the file that was made
    of it stays. Raises Refused (409) while it is being sealed."""
    row = Upload.lock(upload.pk)
    if row.is_active:
        raise Refused(409, _("The file is being sealed at the moment."))
    audit.record(officer=officer, action=Action.CANCEL, obj=row)
    _remove(row)


def _remove(row: Upload) -> None:
    folder, original, is_kept = row.folder, row.original, row.file_id is not None
    row.delete()

    def remove_files() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        if original and not is_kept:
            remove_original(original)

    transaction.on_commit(remove_files)


def remove_abandoned() -> int:
    """Remove uploads that nobody goes on with, and what killed servers left."""
    before = timezone.now() - KEPT
    abandoned = Upload.objects.filter(updated_at__lt=before).exclude(
        state__in=Job.ACTIVE
    )
    for row in abandoned:
        with transaction.atomic():
            _remove(Upload.lock(row.pk))
    known = {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}
    for folder in uploads_dir().glob("*"):
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)
    for unfinished in originals_dir().glob("*.part"):
        if unfinished.stat().st_mtime < before.timestamp():
            unfinished.unlink(missing_ok=True)
    return len(abandoned)
