"""What repeats over all files of a data set, and over all data sets of a holder."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job
from cases.seizures.models.datasets import SeizedDataset
from cases.seizures.models.files import SeizedFile, SeizedFileQuerySet
from cases.suspects.models import Suspect


class RepetitionCount(Job):
    """Counting is a job: ten data sets of fifty million rows take longer than a page
    view may.

    It waits for files that are still to be taken in, so that a drive of hundreds is
    counted once and not after each of them. `basis` tells which files it counted: see
    `seizures.accounting.repetition_counts`.
    """

    basis = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def counted_files(self) -> SeizedFileQuerySet:
        """The files it is about, taken in or not. Each subclass says which; a model
        cannot be an abstract class in Python's sense."""
        raise NotImplementedError

    @property
    def has_to_wait(self) -> bool:
        return self.counted_files.filter(state__in=Job.ACTIVE).exists()


class DatasetCountQuerySet(CaseScopedQuerySet["DatasetCount"]):
    case_path = "dataset__case"

    def unfinished(self) -> DatasetCountQuerySet:
        """Counts that are missing or no longer current."""
        return self.exclude(state=Job.State.DONE)


class DatasetCount(RepetitionCount):
    """The counts of a data set; its results go into the data set's `identifiers`."""

    task_name = "cases.seizures.tasks.count_dataset"

    dataset = models.OneToOneField(
        SeizedDataset,
        models.CASCADE,
        related_name="repetition_count",
        verbose_name=_("data set"),
    )

    objects = DatasetCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("counts of a data set")
        verbose_name_plural = _("counts of data sets")

    def __str__(self) -> str:
        return str(self.dataset)

    @property
    def case(self) -> Case:
        return self.dataset.case

    @property
    def counted_files(self) -> SeizedFileQuerySet:
        return SeizedFile.objects.filter(dataset=self.dataset_id)


class HolderCountQuerySet(CaseScopedQuerySet["HolderCount"]):
    case_path = "holder__case"


class HolderCount(RepetitionCount):
    task_name = "cases.seizures.tasks.count_holder"

    holder = models.OneToOneField(
        Suspect, models.CASCADE, related_name="seized_counts", verbose_name=_("holder")
    )
    datasets = models.PositiveIntegerField(default=0, editable=False)
    files = models.PositiveIntegerField(default=0, editable=False)
    identifiers: models.JSONField[Any, Any] = models.JSONField(
        default=dict, editable=False
    )

    objects = HolderCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("counts of a holder")
        verbose_name_plural = _("counts of holders")

    def __str__(self) -> str:
        return str(self.holder)

    @property
    def case(self) -> Case:
        return self.holder.case

    @property
    def counted_files(self) -> SeizedFileQuerySet:
        return SeizedFile.objects.filter(dataset__holder=self.holder_id)
