"""Sealing files of the evidence folder: what the job does."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.common.jobs import Claim, Job
from cases.common.sealing import keys
from cases.common.uploads import new_original, original_path, remove_original
from cases.engine.errors import EngineError
from cases.engine.originals import Digests, Sealer
from cases.seizures import services
from cases.seizures.evidence.models import Taking
from cases.seizures.evidence.services import evidence_folder, look_of
from cases.seizures.models import SeizedFile
from cases.seizures.same_content import SameFile

_CHUNK: Final = 1 << 20
# Errors that concern one file only; any other ends the job.
_OF_THE_FILE: Final = (EngineError, ValidationError)


def take(claim: Claim) -> None:
    """Seal one file after the other; a file is done once its row is written.

    Killed or cancelled it goes on with the file it was at, from its start. What is
    wrong with one file is noted at it and does not stop the others.
    """
    taking = claim.job
    assert isinstance(taking, Taking)  # noqa: S101 - for the type checker
    _remove_unfinished(claim, taking)
    done = sum(item["size"] for item in taking.items if _is_done(item))
    for place, item in enumerate(taking.items):
        if _is_done(item):
            continue
        try:
            _take_one(claim, taking, place, done)
        except PermissionDenied:
            raise EngineError("no_longer_allowed") from None
        except _OF_THE_FILE as error:
            _note(claim, taking, place, **_complaint(error))
        done += item["size"]
    claim.finish(
        len(taking.items), done_bytes=done, total_bytes=max(taking.total_bytes, done)
    )


def _is_done(item: dict[str, Any]) -> bool:
    return "file" in item or "error" in item


def _take_one(claim: Claim, taking: Taking, place: int, done: int) -> None:
    item = taking.items[place]
    claim.note(original=new_original())
    try:
        digests = _seal(claim, taking, place, done)
        with transaction.atomic():
            file = _add(taking, item["path"], digests)
            _note(claim, taking, place, file=file.pk)
            claim.note(original="")
    except BaseException:
        item.pop("file", None)
        remove_original(taking.original)
        raise


def _seal(claim: Claim, taking: Taking, place: int, done: int) -> Digests:
    item = taking.items[place]
    folder = evidence_folder()
    with (
        Sealer(original_path(taking.original), keys()) as sealer,
        folder.opened(item["path"], look_of(item)) as stream,
    ):
        while chunk := stream.read(_CHUNK):
            sealer.write(chunk)
            done += len(chunk)
            claim.progress(
                place,
                len(taking.items),
                stage=Job.Stage.SEALING,
                bytes_of=(done, max(taking.total_bytes, done)),
            )
    return sealer.digests


def _add(taking: Taking, path: str, digests: Digests) -> SeizedFile:
    officer = taking.requested_by
    assert isinstance(officer, Officer)  # noqa: S101 - every taking has one
    with translation.override(officer.language or settings.LANGUAGE_CODE):
        file = services.add_file(
            officer=officer,
            dataset=taking.dataset,
            name=path[-255:],
            original=taking.original,
            digests=digests,
            again=taking.again,
        )
    audit.record(
        officer=officer,
        action=Action.CREATE,
        obj=file,
        source="evidence folder",
        sha256=digests.sha256,
    )
    return file


def _complaint(error: EngineError | ValidationError) -> dict[str, Any]:
    if isinstance(error, SameFile):
        return {"error": "same_content", "where": error.where}
    cause = error if isinstance(error, EngineError) else error.__cause__
    if isinstance(cause, EngineError):
        if cause.code in {"cancelled", "no_evidence_folder"}:
            raise cause
        # The file's name stands beside it.
        where = {k: str(v) for k, v in cause.where.items() if k != "file"}
        return {"error": cause.code, "where": where}
    return {"error": "not_taken", "where": {}}


def _note(claim: Claim, taking: Taking, place: int, **found: Any) -> None:
    taking.items[place].update(found)
    claim.note(items=taking.items)


def _remove_unfinished(claim: Claim, taking: Taking) -> None:
    if taking.original:
        remove_original(taking.original)
        claim.note(original="")
