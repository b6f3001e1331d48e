"""Samples that officers have drawn; like a record of evidence, never changed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.sealing import kind_choices
from cases.matching.models import MatchRun
from cases.matching.statistics.rates import Rate, rate
from cases.seizures.models import SeizedFile


class DrawnSampleQuerySet(CaseScopedQuerySet["DrawnSample"]):
    case_path = "run__case"
    in_litigation_volume = False


class DrawnSample(models.Model):
    """Some seized lines, drawn as `drawing` says, and how many of the numbers on them
    stand in a fraud report; beside it the same of all lines (`all_…`).

    population: the lines that could be drawn.
    """

    class Strata(models.TextChoices):
        NONE = "none", _("None: all lines together")
        DATASET = "dataset", _("By data set, in proportion to its lines")
        SECTOR = "sector", _("By sector, in proportion to its lines")

    run = models.ForeignKey(MatchRun, models.PROTECT, related_name="samples")
    kind = models.CharField(_("kind"), max_length=16, choices=kind_choices)
    strata = models.CharField(
        _("strata"), max_length=10, choices=Strata, default=Strata.NONE
    )
    size = models.PositiveIntegerField(_("lines"))
    seed = models.PositiveBigIntegerField(_("seed"))
    population = models.PositiveBigIntegerField()
    numbers = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()
    all_numbers = models.PositiveBigIntegerField()
    all_hits = models.PositiveBigIntegerField()
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("officer"))
    at = models.DateTimeField(_("time"), auto_now_add=True)

    objects = DrawnSampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawn sample")
        verbose_name_plural = _("drawn samples")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(_("Drawn sample %s") % self.pk)

    def get_absolute_url(self) -> str:
        return reverse("cases:run_sample_detail", args=[self.pk])

    @property
    def case(self) -> Case:
        return self.run.case

    @property
    def case_id(self) -> int:
        return self.run.case_id

    @property
    def rate(self) -> Rate | None:
        return rate(self.hits, self.numbers)

    @property
    def complete(self) -> Rate | None:
        return rate(self.all_hits, self.all_numbers)

    @property
    def agrees(self) -> bool:
        """Whether the complete figure lies in the sample's interval."""
        ours, whole = self.rate, self.complete
        return bool(ours and whole and ours.low <= whole.share <= ours.high)


class DrawnLine(models.Model):
    """A seized line of a sample, with its numbers as they may be shown.

    reports: the primary keys of the reports that have one of them.
    """

    sample = models.ForeignKey(DrawnSample, models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField()
    stratum = models.CharField(max_length=20, blank=True)
    file = models.ForeignKey(SeizedFile, models.PROTECT, related_name="+")
    row = models.PositiveBigIntegerField()
    masks: models.JSONField[Any, Any] = models.JSONField(default=list)
    hits = models.PositiveIntegerField(default=0)
    reports: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        verbose_name = _("drawn line")
        verbose_name_plural = _("drawn lines")
        ordering = ["sample", "place"]
