"""What repeats over all data sets of one holder."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job
from cases.suspects.models import Suspect


class HolderCountQuerySet(CaseScopedQuerySet["HolderCount"]):
    case_path = "holder__case"


class HolderCount(Job):
    """Counts per kind over every file taken in of a holder; a job, since ten data
    sets of fifty million rows are no matter of a page view.

    `basis` tells over which files it counted: see `seizures.holder_counts`.
    """

    task_name = "cases.seizures.tasks.count_holder"

    holder = models.OneToOneField(
        Suspect, models.CASCADE, related_name="seized_counts", verbose_name=_("holder")
    )
    datasets = models.PositiveIntegerField(default=0, editable=False)
    files = models.PositiveIntegerField(default=0, editable=False)
    identifiers: models.JSONField[Any, Any] = models.JSONField(
        default=dict, editable=False
    )
    basis = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[HolderCountQuerySet] = HolderCountQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("counts of a holder")
        verbose_name_plural = _("counts of holders")

    def __str__(self) -> str:
        return str(self.holder)

    @property
    def case(self) -> Case:
        return self.holder.case
