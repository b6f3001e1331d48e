"""One sealed original of the stretches of an upload: what the job does."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation

from cases.common.jobs import Claim, Job
from cases.common.sealing import keys
from cases.common.uploads import new_original, original_path, remove_original
from cases.engine.errors import EngineError, WrongKey
from cases.engine.originals import Digests, Sealer, open_original
from cases.seizures import services
from cases.seizures.models import SeizedFile
from cases.seizures.same_content import SameFile
from cases.seizures.uploading.models import Stretch, Upload

_CHUNK: Final = 1 << 20


def assemble(claim: Claim) -> None:
    """Re-read, verify and re-seal; then the stretches go and the file is there.

    If it is killed, it begins again under a new name and removes what it had written
    before. Raises EngineError: `damaged` (a stretch is not what arrived),
    `hash_differs` (not what the browser read), `same_content` (the officer decides),
    and what the look at the file says.
    """
    upload = claim.job
    assert isinstance(upload, Upload)  # noqa: S101 - for the type checker
    digests = upload.digests or _seal(claim, upload)
    shutil.rmtree(upload.folder, ignore_errors=True)
    with _complaints(claim, upload), transaction.atomic():
        file = _add(upload, digests)
        claim.finish(
            digests.size, done_bytes=digests.size, total_bytes=digests.size, file=file
        )


def _seal(claim: Claim, upload: Upload) -> Digests:
    if upload.original:
        # Of a worker that was killed, or that is not known to be dead.
        remove_original(upload.original)
    claim.note(original=new_original())
    with Sealer(original_path(upload.original), keys()) as sealer:
        done = 0
        for stretch in upload.stretches.all():
            if stretch.start != done:
                raise EngineError("damaged", file=upload.name)
            _copy(claim, upload, stretch, sealer)
            done += stretch.size
    digests = sealer.digests
    if digests.size != upload.size:
        _forget(claim, upload)
        raise EngineError("damaged", file=upload.name)
    if upload.sha256_before not in {"", digests.sha256}:
        _forget(claim, upload)
        shutil.rmtree(upload.folder, ignore_errors=True)
        raise EngineError("hash_differs", file=upload.name)
    claim.note(sha256=digests.sha256, md5=digests.md5)
    return digests


def _copy(claim: Claim, upload: Upload, stretch: Stretch, sealer: Sealer) -> None:
    """Add one stretch, and hold it against its hash at arrival."""
    found = hashlib.sha256()
    done = stretch.start
    try:
        with open_original(upload.folder / stretch.sealed, keys()) as stream:
            while chunk := stream.read(_CHUNK):
                found.update(chunk)
                sealer.write(chunk)
                done += len(chunk)
                claim.progress(
                    0, 0, stage=Job.Stage.SEALING, bytes_of=(done, upload.size)
                )
    except (FileNotFoundError, WrongKey):
        raise EngineError("damaged", file=upload.name) from None
    if found.hexdigest() != stretch.sha256:
        raise EngineError("damaged", file=upload.name)


def _add(upload: Upload, digests: Digests) -> SeizedFile:
    officer = upload.requested_by
    assert officer is not None  # noqa: S101 - every upload has one
    with translation.override(officer.language or settings.LANGUAGE_CODE):
        return services.add_file(
            officer=officer,
            dataset=upload.dataset,
            name=upload.name,
            original=upload.original,
            digests=digests,
            again=upload.again,
            sha256_before=upload.sha256_before,
        )


@contextmanager
def _complaints(claim: Claim, upload: Upload) -> Iterator[None]:
    """What the service says against the file, as a code that outlives the request.

    Only where the officer may still decide does the sealed original stay.
    """
    try:
        yield
    except SameFile as error:
        raise EngineError("same_content", file=upload.name, **error.where) from None
    except PermissionDenied:
        raise EngineError("no_longer_allowed") from None
    except ValidationError as error:
        _forget(claim, upload)
        if isinstance(error.__cause__, EngineError):
            raise error.__cause__ from None
        raise EngineError("not_taken", file=upload.name) from None


def _forget(claim: Claim, upload: Upload) -> None:
    remove_original(upload.original)
    claim.note(original="", sha256="", md5="")
