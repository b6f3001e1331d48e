"""An upload on its way, and the sealed stretches that have arrived."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job
from cases.common.models import BaseModel
from cases.common.sealing import SealedTextField
from cases.common.wording import sentence
from cases.engine.identifiers.in_text import mask_identifiers
from cases.engine.originals import Digests
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.uploading import protocol

# An upload to which nothing was added for so long is removed.
KEPT = timedelta(days=7)
_UNNAMED = "upload"
_NAME_MOST = 255


def uploads_dir() -> Path:
    return Path(settings.CASEDESK_DATA_DIR) / "uploads"


class UploadQuerySet(CaseScopedQuerySet["Upload"]):
    case_path = "dataset__case"

    def visible_to(self, officer: Officer) -> Self:
        """Those the officer began, in cases that they still see."""
        return super().visible_to(officer).filter(requested_by=officer)

    def unfinished(self) -> Self:
        return self.exclude(state=Job.State.DONE)


class Upload(Job, BaseModel):
    """A draft while it arrives; making one original of it is a job.

    `received` counts the bytes that lie sealed and are acknowledged. `sha256_before`
    is what the officer's browser computed, `sha256` what the stretches hold.
    """

    task_name = "cases.seizures.tasks.assemble_upload"

    dataset = models.ForeignKey(SeizedDataset, models.CASCADE, related_name="uploads")
    metadata = SealedTextField(editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    received = models.PositiveBigIntegerField(default=0, editable=False)
    sha256_before = models.CharField(max_length=64, blank=True, editable=False)
    again = models.BooleanField(default=False, editable=False)
    original = models.CharField(max_length=100, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    md5 = models.CharField(max_length=32, blank=True, editable=False)
    file = models.OneToOneField(
        SeizedFile, models.CASCADE, null=True, related_name="upload", editable=False
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["pk"]

    @property
    def memory_mb(self) -> int:
        return 0  # it is streamed

    @property
    def case(self) -> Case:
        return self.dataset.case

    @property
    def case_id(self) -> int:
        return self.dataset.case_id

    @property
    def name(self) -> str:
        """The file's name as the browser gave it, in a folder with its path; a number
        in it masked."""
        found = protocol.metadata(self.metadata)
        given = found.get("relativePath") or found.get("filename") or _UNNAMED
        printable = "".join(c for c in given if c.isprintable()).strip("/ ")
        return mask_identifiers(printable)[-_NAME_MOST:] or _UNNAMED

    @property
    def is_complete(self) -> bool:
        return self.received == self.size

    @property
    def can_go_on(self) -> bool:
        """Whether anything of it is kept: a refused one is not."""
        is_new = not self.size and self.state == Job.State.DRAFT
        return bool(self.sha256) or is_new or self.folder.exists()

    @property
    def arrived_percent(self) -> int:
        return self.received * 100 // self.size if self.size else 100

    @property
    def digests(self) -> Digests | None:
        """Of the sealed original, once it lies there."""
        return Digests(self.size, self.sha256, self.md5) if self.sha256 else None

    @property
    def problem(self) -> str:
        """Why it was not taken, in words."""
        failed = self.state == Job.State.FAILED
        return sentence(self.error_code, self.error_where) if failed else ""

    @property
    def expires_at(self) -> datetime:
        return self.updated_at + KEPT

    @property
    def folder(self) -> Path:
        return uploads_dir() / str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("cases:upload", args=[self.pk])


class Stretch(models.Model):
    """Bytes that arrived together, sealed as a file of their own."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="stretches")
    start = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("stretch of an upload")
        verbose_name_plural = _("stretches of uploads")
        ordering = ["upload", "start"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["upload", "start"], name="stretch_once_in_upload"
            )
        ]
