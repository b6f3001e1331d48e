"""The row of a job: its state, how far it is, who has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A worker that has not written for this long is taken for dead.
LEASE = timedelta(seconds=60)


class LeaseLost(Exception):
    """Another worker has taken the job over; this one must stop writing."""


class Job(models.Model):
    """The base of everything that a worker does.

    `task_name` is the Celery task that does it, called with the primary key.
    `done` and `total` are counted in `unit` ("rows", "bytes", "pages"); a job that
    reads a file counts `done_bytes` and `total_bytes` beside its rows.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("To be confirmed")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    class Stage(models.TextChoices):
        CHECKING = "checking", _("Checking the sealed original")
        READING = "reading", _("Reading")
        INDEXING = "indexing", _("Indexing")
        SEALING = "sealing", _("Sealing")

    ACTIVE = (State.WAITING, State.RUNNING)

    task_name: ClassVar[str]

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    done = models.PositiveBigIntegerField(default=0, editable=False)
    total = models.PositiveBigIntegerField(default=0, editable=False)
    unit = models.CharField(max_length=10, default="rows", editable=False)
    done_bytes = models.PositiveBigIntegerField(default=0, editable=False)
    total_bytes = models.PositiveBigIntegerField(default=0, editable=False)
    stage = models.CharField(
        max_length=10, choices=Stage, default="", blank=True, editable=False
    )
    # When progress in this stage was first reported, and at which share: a job that
    # goes on after an interruption begins in the middle.
    stage_at = models.DateTimeField(null=True, editable=False)
    stage_from = models.FloatField(default=0, editable=False)
    # Put back by a claim that found no room in memory.
    kept_back = models.BooleanField(default=False, editable=False)
    lease = models.UUIDField(null=True, editable=False)
    cancel_requested = models.BooleanField(default=False, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    beat_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    error_code = models.CharField(max_length=40, blank=True, editable=False)
    error_where = models.JSONField(default=dict, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("requested by"),
        editable=False,
    )

    class Meta:
        abstract = True

    @property
    def memory_mb(self) -> int:
        """What a worker needs for it at most; 0 for next to nothing."""
        return 300

    @property
    def has_to_wait(self) -> bool:
        """Whether it needs the outcome of other jobs first; no worker takes it until
        then. Queries the database."""
        return False

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def can_be_cancelled(self) -> bool:
        return self.is_active and not self.cancel_requested

    @property
    def can_be_started(self) -> bool:
        return self.state in {self.State.FAILED, self.State.CANCELLED}

    @property
    def share(self) -> float:
        """How much of the stage is done, 0 to 1: by bytes where they are known."""
        if self.total_bytes:
            return min(1.0, self.done_bytes / self.total_bytes)
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def percent(self) -> int:
        return 100 if self.state == self.State.DONE else min(99, int(self.share * 100))

    @property
    def seconds(self) -> float:
        """How long it has run, or ran."""
        if not self.started_at:
            return 0.0
        end = self.finished_at or timezone.now()
        return (end - self.started_at).total_seconds()

    @property
    def _stage_seconds(self) -> float:
        if not self.stage_at:
            return self.seconds
        return ((self.finished_at or timezone.now()) - self.stage_at).total_seconds()

    @property
    def _gained(self) -> float:
        """The share that was done since the stage began."""
        return max(0.0, 1 - self.stage_from / self.share) if self.share else 0.0

    @property
    def rate(self) -> float:
        """Units a second in this stage."""
        return self._a_second(self.done)

    @property
    def rate_bytes(self) -> float:
        return self._a_second(self.done_bytes)

    def _a_second(self, amount: int) -> float:
        seconds = self._stage_seconds
        return amount * self._gained / seconds if seconds > 0 else 0.0

    @property
    def seconds_left(self) -> int | None:
        """Until the end of the stage, at its pace so far."""
        gained = self.share - self.stage_from
        if self.state != self.State.RUNNING or gained <= 0:
            return None
        return round(self._stage_seconds * (1 - self.share) / gained)

    @property
    def is_kept_waiting(self) -> bool:
        """Whether it was sent a while ago and no worker has taken it."""
        return (
            self.state == self.State.WAITING
            and not self.kept_back
            and self.submitted_at is not None
            and timezone.now() - self.submitted_at > timedelta(seconds=5)
            and not self.has_to_wait
        )

    @property
    def waits_for_others(self) -> bool:
        return self.state == self.State.WAITING and self.has_to_wait

    @property
    def waits_for_memory(self) -> bool:
        return self.state == self.State.WAITING and self.kept_back

    @classmethod
    def concrete(cls) -> Iterator[type[Job]]:
        for model in cls.__subclasses__():
            if not model._meta.abstract:
                yield model
            yield from model.concrete()

    @classmethod
    def free(cls) -> Q:
        """Jobs that may be claimed: waiting, or left by a worker that died."""
        return Q(state=cls.State.WAITING) | Q(
            state=cls.State.RUNNING, beat_at__lt=timezone.now() - LEASE
        )
