"""Seized files; taking one in is a job."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job
from cases.common.models import BaseModel
from cases.common.sealing import SealedJSONField, SealedTextField
from cases.common.written import MaskedCharField, MaskedTextField
from cases.engine.identifiers.in_text import mask_identifiers
from cases.engine.readers.content import WORKBOOKS
from cases.seizures.columns.shapes import shape_of
from cases.seizures.models.datasets import SeizedDataset

# Megabytes that taking a file in needs, with the worker that does it: whatever it
# is, for each of its own, and never more.
_MEMORY_LEAST, _MEMORY_MOST = 600, 2_500
_MB_PER_MB_OF_TEXT, _MB_PER_MB_OF_WORKBOOK = 0.6, 20


class SeizedFileQuerySet(CaseScopedQuerySet["SeizedFile"]):
    case_path = "dataset__case"

    def taken_in(self) -> SeizedFileQuerySet:
        """Files whose rows are stored; an archive has no rows of its own."""
        return self.filter(state=Job.State.DONE, archive_format="")

    def archives(self) -> SeizedFileQuerySet:
        return self.exclude(archive_format="")

    def drafts(self) -> SeizedFileQuerySet:
        return self.filter(state=Job.State.DRAFT)


class SeizedFile(Job, BaseModel):
    """One seized file, sealed as it came; taking it in is a job.

    An archive is one too: its job is to be unpacked into its `members`, files of
    the same data set, each sealed on its own. `path` is where a file lay in an
    archive or a folder, whose name comes first.
    `layouts` is what the reader found and the officer confirmed, sheet by sheet:
    see `seizures.columns.layouts`. `identifiers` counts per kind valid, invalid,
    masked, truncated, duplicates and unique.
    """

    task_name = "cases.seizures.tasks.take_in_file"

    dataset = models.ForeignKey(
        SeizedDataset, models.PROTECT, related_name="files", verbose_name=_("data set")
    )
    name = MaskedCharField(_("file"), max_length=255)
    # The original name, kept where it holds a number, which `name` has masked.
    found_as = SealedTextField(blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    # Taken where the file came from, and found equal; empty where none was taken.
    sha256_before = models.CharField(max_length=64, blank=True, editable=False)
    md5 = models.CharField("MD5", max_length=32)
    size = models.PositiveBigIntegerField(_("size"))
    original = models.CharField(max_length=100, unique=True, editable=False)
    layouts: Any = SealedJSONField(default=list, editable=False)
    # The folder of its records, set once the file was read anew; until then the folder
    # is named after the primary key.
    store = models.CharField(max_length=40, blank=True, editable=False)
    # The same for files that were alike when added: see `seizures.columns.shapes`.
    shape = models.UUIDField(null=True, db_index=True, editable=False)
    rows_read = models.PositiveBigIntegerField(_("rows read"), default=0)
    rows_stored = models.PositiveBigIntegerField(_("rows stored"), default=0)
    rows_rejected = models.PositiveBigIntegerField(_("rows rejected"), default=0)
    blank_lines = models.PositiveBigIntegerField(_("blank lines"), default=0)
    rejected: models.JSONField[Any, Any] = models.JSONField(
        default=dict, editable=False
    )
    identifiers: models.JSONField[Any, Any] = models.JSONField(
        default=dict, editable=False
    )
    # The first places where a value was no number: sheet, line, kind, reason.
    invalid_places: models.JSONField[Any, Any] = models.JSONField(
        default=list, editable=False
    )
    # SHA-256 of the store's manifest; empty for one taken in before there was one.
    manifest = models.CharField(max_length=64, blank=True, editable=False)
    # The last custody check and what it found: `what` and `part` of each fault.
    checked_at = models.DateTimeField(_("checked"), null=True, editable=False)
    faults: models.JSONField[Any, Any] = models.JSONField(default=list, editable=False)

    archive_format = models.CharField(max_length=10, blank=True, editable=False)
    container = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="members",
        verbose_name=_("archive"),
        editable=False,
    )
    place = models.PositiveIntegerField(null=True, editable=False)
    path = MaskedTextField(blank=True, editable=False)
    # Of an archive: what may open its members, and only until they are unpacked.
    passwords: Any = SealedJSONField(default=list, editable=False)
    again = models.BooleanField(default=False, editable=False)

    objects = SeizedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("seized file")
        verbose_name_plural = _("seized files")
        ordering = ["dataset", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["container", "place"], name="member_taken_once"
            )
        ]

    def __str__(self) -> str:
        return self.path or self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:file_detail", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.found_as = (
                self.name if mask_identifiers(self.name) != self.name else ""
            )
            if self.layouts:
                self.shape = shape_of(self.layouts)
        super().save(*args, **kwargs)

    @property
    def can_be_corrected(self) -> bool:
        """Whether its columns may still be changed: not yet confirmed, or what was
        confirmed came to nothing."""
        waits = self.state == self.State.DRAFT or self.can_be_started
        return waits and not self.is_archive

    @property
    def memory_mb(self) -> int:
        """Text is read in batches, a workbook in part as a whole: decision 15."""
        each = _MB_PER_MB_OF_TEXT if self.is_text else _MB_PER_MB_OF_WORKBOOK
        return min(_MEMORY_MOST, _MEMORY_LEAST + int(each * self.size / 1_000_000))

    @property
    def is_text(self) -> bool:
        return all(item["format"] not in WORKBOOKS for item in self.layouts)

    @property
    def is_archive(self) -> bool:
        return bool(self.archive_format)

    @property
    def is_taken_in(self) -> bool:
        return self.state == self.State.DONE and not self.is_archive

    @property
    def case(self) -> Case:
        return self.dataset.case

    @property
    def case_id(self) -> int:
        return self.dataset.case_id
