"""Cross-match runs, and what is matched as it arrives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job
from cases.seizures.models import SeizedDataset


class MatchRunQuerySet(CaseScopedQuerySet["MatchRun"]):
    in_litigation_volume = False


class MatchRun(Job):
    """One cross-match of data sets of a case with fraud reports.

    A run that nobody asked for is recorded only if it found something; `cause` says
    what had arrived.
    """

    class Cause(models.TextChoices):
        OFFICER = "officer", _("Started by an officer")
        REPORTS = "reports", _("Reports came in")
        DATASET = "dataset", _("A file was taken in")
        NIGHT = "night", _("Every night")
        BRAKE = "brake", _("A value was released or braked again")

    task_name = "cases.matching.tasks.cross_match"

    cause = models.CharField(
        _("cause"), max_length=10, choices=Cause, default=Cause.OFFICER, editable=False
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="match_runs", verbose_name=_("case")
    )
    datasets = models.ManyToManyField(SeizedDataset, verbose_name=_("data sets"))
    kinds: models.JSONField[Any, Any] = models.JSONField(_("identifiers"), default=list)
    # Which reports alone: see `choosing.Choice`; empty: all.
    choice: models.JSONField[Any, Any] = models.JSONField(default=dict)
    only_new = models.BooleanField(_("only what is new"), default=False)
    # What an unnarrowed run has searched: data set → file → its store. What comes
    # later is new.
    searched: models.JSONField[Any, Any] = models.JSONField(default=dict)
    # The token key under which it began, and under which everything is that it has kept
    # so far.
    token_key = models.CharField(max_length=40, blank=True, editable=False)
    links = models.PositiveBigIntegerField(_("links"), default=0)
    new_links = models.PositiveBigIntegerField(_("new links"), default=0)
    reports_matched = models.PositiveBigIntegerField(_("reports matched"), default=0)
    reports_searched = models.PositiveBigIntegerField(_("reports searched"), default=0)
    # Reports that were chosen and have no number by which they could be found.
    reports_without = models.PositiveBigIntegerField(
        _("reports without a number"), default=0
    )
    # Distinct identifiers by kind: the matched ones, the victims' that were searched,
    # and those in the files, each file's own added up.
    identifiers_matched: models.JSONField[Any, Any] = models.JSONField(default=dict)
    identifiers_searched: models.JSONField[Any, Any] = models.JSONField(default=dict)
    identifiers_seized: models.JSONField[Any, Any] = models.JSONField(default=dict)
    # Data sets or files left out, each with its reason.
    left_out: models.JSONField[Any, Any] = models.JSONField(default=list)
    match_seconds = models.FloatField(_("seconds"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(_("Match run %s") % self.pk)

    @property
    def is_about_all_reports(self) -> bool:
        """Whether its figures describe the data sets, not only what arrived last."""
        return (
            self.cause == self.Cause.OFFICER and not self.choice and not self.only_new
        )


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def failed_since(self, since: datetime) -> ArrivalQuerySet:
        """What they were to match is still to be matched."""
        return self.filter(state=Job.State.FAILED, finished_at__gte=since)


class Arrival(Job):
    """Something new that is matched at once, in every case that it touches.

    Reports (`reports`: their primary keys) meet all seized data, or those of one
    `case`; a `dataset` meets all reports. It is a row and not only a message, so that a
    job which the queue loses is sent again.
    """

    task_name = "cases.matching.tasks.match_arrival"

    cause = models.CharField(max_length=10, choices=MatchRun.Cause)
    reports: models.JSONField[Any, Any] = models.JSONField(default=list)
    dataset = models.ForeignKey(SeizedDataset, models.PROTECT, null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")


class NewsSeen(models.Model):
    """Up to which run an officer has seen what was found without them."""

    officer = models.OneToOneField(Officer, models.CASCADE, primary_key=True)
    run = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("mark of news seen")
        verbose_name_plural = _("marks of news seen")
