"""Arrest operations: teams, their targets, and what happens."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.models import BaseModel
from cases.common.provinces import Province
from cases.common.written import MaskedCharField
from cases.suspects.models import Suspect


class OperationQuerySet(CaseScopedQuerySet["Operation"]):
    in_litigation_volume = False

    def visible_to(self, officer: Officer) -> Self:
        """The embargo: before its go-time an operation exists for its planners
        alone, whatever the others may see of the case. One that has been given its go
        stays seen, also where the clock is put back."""
        begun = Q(go_time__lte=timezone.now()) | Q(state__in=Operation.GIVEN_GO)
        planners = Operation.planners.through._default_manager
        planned = planners.filter(officer_id=officer.pk).values("operation_id")
        return super().visible_to(officer).filter(begun | Q(pk__in=planned))

    def with_counts(self) -> Self:
        """Adds `team_count`, `target_count` and `held_count`; a suspect whom two
        teams look for counts once."""
        custody = Suspect.Identification.IN_CUSTODY
        return self.annotate(
            team_count=_count(Team.objects.all(), "operation"),
            target_count=_count(Suspect.objects.all(), "teams__operation"),
            held_count=_count(
                Suspect.objects.filter(identification=custody), "teams__operation"
            ),
        )


def _count(rows: models.QuerySet[Any], path: str) -> Coalesce:
    """How many distinct rows lead to the operation by `path`; a subquery each,
    since joins to several of them would multiply."""
    counted = rows.filter(**{path: OuterRef("pk")}).order_by().values(path)
    number = counted.annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(number), 0)


class Operation(BaseModel):
    """A simultaneous operation in several provinces."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")
        CALLED_OFF = "called_off", _("Called off")

    GIVEN_GO: ClassVar = (State.RUNNING, State.ENDED)

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="operations", verbose_name=_("case")
    )
    name = models.CharField(_("name"), max_length=100)
    go_time = models.DateTimeField(_("go-time"))
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.PLANNED
    )
    plan = models.TextField(_("plan"), blank=True)
    planners = models.ManyToManyField(
        Officer,
        related_name="planned_operations",
        verbose_name=_("planners"),
        help_text=_(
            "Before the go-time they alone see the operation: name everyone who"
            " prepares it, team leaders who report by themselves too"
        ),
    )

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["-go_time"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:operation_detail", args=[self.pk])

    @property
    def has_begun(self) -> bool:
        return self.state in self.GIVEN_GO or self.go_time <= timezone.now()


class TeamQuerySet(CaseScopedQuerySet["Team"]):
    case_path = "operation__case"
    in_litigation_volume = False

    def visible_to(self, officer: Officer) -> Self:
        """Teams of visible operations: the embargo holds for them as well."""
        return self.filter(operation__in=Operation.objects.visible_to(officer))


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
    go_time = models.DateTimeField(
        _("own go-time"),
        null=True,
        blank=True,
        help_text=_("Empty: the go-time of the operation"),
    )
    strength = models.PositiveSmallIntegerField(_("officers"), default=4)
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.PREPARING
    )
    status_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    targets = models.ManyToManyField(
        Suspect, blank=True, related_name="teams", verbose_name=_("targets")
    )

    objects = TeamQuerySet.as_manager()

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

    def get_absolute_url(self) -> str:
        return self.operation.get_absolute_url()

    @property
    def case(self) -> Case:
        return self.operation.case

    @property
    def case_id(self) -> int:
        return self.operation.case_id

    @property
    def goes_at(self) -> datetime:
        """A team never goes before the operation, even if that was postponed."""
        return max(self.go_time or self.operation.go_time, self.operation.go_time)


class TeamEvent(models.Model):
    """One report of a team; the database refuses to change or delete it."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="events")
    at = models.DateTimeField(_("time"), auto_now_add=True)
    status = models.CharField(_("status"), max_length=12, choices=Team.Status)
    text = MaskedCharField(_("report"), max_length=300, blank=True)
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("officer"))

    class Meta:
        verbose_name = _("team event")
        verbose_name_plural = _("team events")
        ordering = ["-pk"]
