"""Files of the evidence folder on their way into a data set."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job
from cases.common.models import BaseModel
from cases.common.sealing import SealedJSONField
from cases.seizures.models import SeizedDataset


class TakingQuerySet(CaseScopedQuerySet["Taking"]):
    case_path = "dataset__case"
    in_litigation_volume = False


class Taking(Job, BaseModel):
    """One choice of files; sealing them is a job.

    `items` are in their order: `path` from the evidence folder, `size`, `mtime_ns`
    and `inode` as the officer saw them, and once an item is done `file` (the seized
    file's key) or `error` and `where`. `original` is what is being sealed.
    """

    task_name = "cases.seizures.tasks.take_from_evidence"

    dataset = models.ForeignKey(SeizedDataset, models.PROTECT, related_name="takings")
    items: Any = SealedJSONField(default=list, editable=False)
    again = models.BooleanField(default=False, editable=False)
    original = models.CharField(max_length=100, blank=True, editable=False)

    objects = TakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("taking from the evidence folder")
        verbose_name_plural = _("takings from the evidence folder")
        ordering = ["-pk"]

    @property
    def memory_mb(self) -> int:
        return 0  # it is streamed

    @property
    def case(self) -> Case:
        return self.dataset.case

    @property
    def case_id(self) -> int:
        return self.dataset.case_id

    def get_absolute_url(self) -> str:
        return reverse("cases:evidence_taking", args=[self.pk])
