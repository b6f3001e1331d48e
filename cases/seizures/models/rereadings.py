"""Taking in anew, with other columns, what is taken in already."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job
from cases.common.models import BaseModel
from cases.common.sealing import SealedJSONField
from cases.seizures.models.datasets import SeizedDataset
from cases.seizures.models.files import SeizedFile


class RereadingQuerySet(CaseScopedQuerySet["Rereading"]):
    case_path = "file__dataset__case"

    def unfinished(self) -> RereadingQuerySet:
        return self.exclude(state=Job.State.DONE)


class Rereading(Job, BaseModel):
    """A file read a second time beside its first store; the file keeps its rows and
    its counts until the new ones are complete.

    To the preview it looks like a file whose columns are to be confirmed.
    """

    task_name = "cases.seizures.tasks.read_anew"

    file = models.ForeignKey(SeizedFile, models.PROTECT, related_name="rereadings")
    layouts: Any = SealedJSONField(default=list, editable=False)

    objects = RereadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rereading")
        verbose_name_plural = _("rereadings")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"],
                condition=~Q(state="done"),
                name="one_rereading_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.file.name

    def get_absolute_url(self) -> str:
        return reverse("cases:rereading_detail", args=[self.pk])

    @property
    def store(self) -> str:
        return f"{self.file_id}-{self.pk}"

    @property
    def can_be_corrected(self) -> bool:
        return self.state == self.State.DRAFT or self.can_be_started

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def original(self) -> str:
        return self.file.original

    @property
    def size(self) -> int:
        return self.file.size

    @property
    def sha256(self) -> str:
        return self.file.sha256

    @property
    def dataset(self) -> SeizedDataset:
        return self.file.dataset

    @property
    def case(self) -> Case:
        return self.file.case

    @property
    def case_id(self) -> int:
        return self.file.case_id
