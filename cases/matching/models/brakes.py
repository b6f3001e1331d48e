"""Values that are too common, and what officers say of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.sealing import TokenField, kind_choices
from cases.common.written import ReasonField
from cases.matching.models.runs import MatchRun
from cases.seizures.models import SeizedDataset


class BrakeWordQuerySet(CaseScopedQuerySet["BrakeWord"]):
    in_litigation_volume = False


class BrakeWord(models.Model):
    """An officer's word that a value is linked in a case although it is common, or
    that it is braked again; the last one counts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="brake_words")
    kind = models.CharField(_("kind"), max_length=16, choices=kind_choices)
    token = TokenField()
    mask = models.CharField(_("number"), max_length=64)
    released = models.BooleanField(_("released"))
    reason = ReasonField(_("reason"), max_length=200)
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("officer"))
    at = models.DateTimeField(_("time"), auto_now_add=True)

    objects = BrakeWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word on a brake")
        verbose_name_plural = _("words on brakes")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["case", "token", "-id"])]


class BrakedValueQuerySet(CaseScopedQuerySet["BrakedValue"]):
    case_path = "run__case"
    in_litigation_volume = False


class BrakedValue(models.Model):
    """A value too common to tell anything: listed with its counts, not linked."""

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="braked")
    dataset = models.ForeignKey(SeizedDataset, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=16, choices=kind_choices)
    token = TokenField()
    mask = models.CharField(_("number"), max_length=64)
    rows = models.PositiveBigIntegerField(_("rows"))
    reports = models.PositiveBigIntegerField(_("reports"))

    objects = BrakedValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("braked value")
        verbose_name_plural = _("braked values")
        ordering = ["-rows"]
