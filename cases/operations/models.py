"""Arrest operations: teams, their targets, and what happens."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.models import BaseModel
from cases.common.provinces import Province
from cases.suspects.models import Suspect


class OperationQuerySet(CaseScopedQuerySet["Operation"]):
    in_litigation_volume = False


class Operation(BaseModel):
    """A simultaneous operation in several provinces."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")
        CALLED_OFF = "called_off", _("Called off")

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="operations", verbose_name=_("case")
    )
    name = models.CharField(_("name"), max_length=100)
    go_time = models.DateTimeField(_("go-time"))
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.PLANNED
    )
    plan = models.TextField(_("plan"), blank=True)

    objects: ClassVar[OperationQuerySet] = OperationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["-go_time"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_begun(self) -> bool:
        return self.go_time <= timezone.now()


class TeamQuerySet(CaseScopedQuerySet["Team"]):
    case_path = "operation__case"
    in_litigation_volume = False


class Team(BaseModel):
    """One arrest team."""

    class Status(models.TextChoices):
        PREPARING = "preparing", _("Preparing")
        EN_ROUTE = "en_route", _("En route")
        IN_POSITION = "in_position", _("In position")
        ENTERED = "entered", _("Entered")
        ARRESTED = "arrested", _("Arrested")
        NOT_FOUND = "not_found", _("Target not found")
        RETURNED = "returned", _("Returned")

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="teams")
    name = models.CharField(_("team"), max_length=100)
    province = models.CharField(_("province"), max_length=2, choices=Province)
    place = models.CharField(_("place"), max_length=200, blank=True)
    leader = models.CharField(_("leader"), max_length=100)
    strength = models.PositiveSmallIntegerField(_("officers"), default=4)
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.PREPARING
    )
    status_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    targets = models.ManyToManyField(
        Suspect, blank=True, related_name="teams", verbose_name=_("targets")
    )

    objects: ClassVar[TeamQuerySet] = TeamQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["operation", "province", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "name"], name="team_name_in_operation"
            )
        ]

    def __str__(self) -> str:
        return self.name


class TeamEvent(models.Model):
    """One report of a team; never changed."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="events")
    at = models.DateTimeField(_("time"), auto_now_add=True)
    status = models.CharField(_("status"), max_length=12, choices=Team.Status)
    text = models.CharField(_("report"), max_length=300, blank=True)
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("officer"))

    class Meta:
        verbose_name = _("team event")
        verbose_name_plural = _("team events")
        ordering = ["-pk"]
