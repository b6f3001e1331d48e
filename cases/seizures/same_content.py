"""The same content again, told by its SHA-256: in the case, and in others."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.seizures.models import Rereading, SeizedFile
from cases.seizures.models.files import SeizedFileQuerySet


class SameFile(ValidationError):
    """The case has a file of the same content; the officer decides.

    `where` names that file, as in EngineError.
    """

    where: dict[str, str]


def refuse(officer: Officer, case: Case, sha256: str, name: str) -> None:
    """Raises SameFile where the case has this content; cases of others in which it
    was found are named too, as far as the officer may see them."""
    same = SeizedFile.objects.filter(dataset__case=case, sha256=sha256).first()
    if same is None:
        return
    where = {"other": same.name, "dataset": str(same.dataset)}
    said = _(
        "%(name)s has the same content (SHA-256) as “%(other)s” in the data set"
        " “%(dataset)s”. It is taken in a second time only if you ask for it."
    ) % {"name": name, **where}
    elsewhere = in_other_cases(officer, case, sha256)
    if elsewhere:
        numbers = sorted({file.case.number for file in elsewhere})
        also = _("The same content is also in: %s.") % ", ".join(numbers)
        said = f"{said} {also}"
    refusal = SameFile(said)
    refusal.where = where
    raise refusal


def in_other_cases(officer: Officer, case: Case, sha256: str) -> SeizedFileQuerySet:
    """Files of this content in other cases that the officer may see."""
    files = SeizedFile.objects.visible_to(officer).filter(sha256=sha256)
    return (
        files.exclude(dataset__case=case)
        .select_related("dataset__case")
        .defer("layouts")
        .order_by("dataset__case__number", "pk")
    )


def in_the_case(file: SeizedFile | Rereading) -> SeizedFileQuerySet:
    """The other files of this content in the file's own case."""
    files = SeizedFile.objects.filter(dataset__case=file.case, sha256=file.sha256)
    return (
        files.exclude(original=file.original).select_related("dataset").defer("layouts")
    )
