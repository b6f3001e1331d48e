"""What lies in the evidence folder, and choosing from it for a data set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.permissions import Ability, require
from cases.common import jobs
from cases.common.wording import sentence
from cases.engine.errors import EngineError
from cases.engine.evidence import Entry, EvidenceFolder, Look
from cases.seizures.evidence.marks import Seen, is_still, mark
from cases.seizures.evidence.models import Taking
from cases.seizures.models import SeizedDataset

_MOST_FILES: Final = 2_000


def evidence_folder() -> EvidenceFolder:
    """Raises EngineError (`no_evidence_folder`) if there is none."""
    if settings.CASEDESK_EVIDENCE_DIR is None:
        raise EngineError("no_evidence_folder")
    return EvidenceFolder(settings.CASEDESK_EVIDENCE_DIR)


def listing(folder: str) -> list[Entry]:
    """Files and folders there. Raises EngineError where it cannot be looked into."""
    return evidence_folder().entries(folder)


def marked_paths(folder: str, wanted: Iterable[str]) -> list[str]:
    """The paths in the folder that the marks sent by a page stand for: no path is ever
    taken from a browser. Raises ValidationError where a mark stands for no path."""
    left = set(wanted)
    try:
        found = [entry.path for entry in listing(folder) if mark(entry) in left]
    except EngineError as error:
        raise ValidationError(sentence(error.code, error.where)) from error
    if len(found) < len(left):
        raise ValidationError(
            _("Some of what you chose no longer lies here. Look again and choose anew.")
        )
    return found


@transaction.atomic
def take(
    *,
    officer: Officer,
    dataset: SeizedDataset,
    paths: Iterable[str],
    seen: Seen,
    again: bool = False,
) -> Taking:
    """Let a worker seal the chosen files, and all in the chosen folders.

    `seen` are the marks of an earlier look at fresh files. Raises ValidationError where
    nothing is left to take.
    """
    require(officer, dataset.case, Ability.INTAKE)
    items = [_item(entry) for entry in _chosen(paths, seen)]
    taking = Taking(
        dataset=dataset,
        items=items,
        again=again,
        unit="files",
        total=len(items),
        total_bytes=sum(item["size"] for item in items),
        requested_by=officer,
    )
    taking.save()
    audit.record(officer=officer, action=Action.RUN, obj=taking, files=len(items))
    jobs.submit(taking)
    return taking


def _chosen(paths: Iterable[str], seen: Seen) -> list[Entry]:
    found: dict[str, Entry] = {}
    growing = 0
    try:
        folder = evidence_folder()
        for path in paths:
            for entry in folder.files_below(path):
                growing += not is_still(entry, seen)
                found[entry.path] = entry
    except EngineError as error:
        raise ValidationError(sentence(error.code, error.where)) from error
    if growing:
        raise ValidationError(
            _(
                "%d of the chosen files are still being written. Look again in half a"
                " minute, or leave them out."
            )
            % growing
        )
    if not found:
        raise ValidationError(_("Choose at least one file."))
    if len(found) > _MOST_FILES:
        raise ValidationError(
            _("These are %(count)d files; take at most %(most)d in one go.")
            % {"count": len(found), "most": _MOST_FILES}
        )
    return list(found.values())


def _item(entry: Entry) -> dict[str, Any]:
    return {"path": entry.path, **asdict(entry.look)}


def look_of(item: Mapping[str, Any]) -> Look:
    return Look(item["size"], item["mtime_ns"], item["inode"])


@transaction.atomic
def cancel(*, officer: Officer, taking: Taking) -> None:
    require(officer, taking.case, Ability.INTAKE)
    audit.record(officer=officer, action=Action.CANCEL, obj=taking)
    jobs.request_cancel(taking)


@transaction.atomic
def start_again(*, officer: Officer, taking: Taking) -> None:
    """Go on with the files that are not sealed yet, and try those that failed."""
    require(officer, taking.case, Ability.INTAKE)
    row = Taking.lock(taking.pk)
    if not row.can_be_started:
        return
    row.items = [
        {k: v for k, v in item.items() if k not in {"error", "where"}}
        for item in row.items
    ]
    audit.record(officer=officer, action=Action.RUN, obj=row)
    jobs.submit(row)
