"""Long work: one row that says how far it is, and a lease on it.

The broker only wakes a worker. What is to be done, who does it and how far it
got stands in the row, so that neither a lost message nor a repeated one does
harm: a job is claimed by a conditional update, and zero rows means that another
worker has it.
"""

from __future__ import annotations

import logging
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from cases.common.installation import keys_in_use
from cases.engine.errors import Cancelled, EngineError

log = logging.getLogger(__name__)

# A worker that has not written for this long is taken for dead.
LEASE = timedelta(seconds=60)
# A message not answered for this long is sent again.
PATIENCE = timedelta(seconds=20)
BEAT_SECONDS = 0.5


class LeaseLost(Exception):
    """Another worker has taken the job over; this one must stop writing."""


class Job(models.Model):
    """The base of everything that a worker does.

    `task_name` is the Celery task that does it, called with the primary key.
    `done` and `total` are counted in `unit` ("rows", "bytes", "pages").
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("To be confirmed")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    ACTIVE = (State.WAITING, State.RUNNING)

    task_name: ClassVar[str]

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    done = models.PositiveBigIntegerField(default=0, editable=False)
    total = models.PositiveBigIntegerField(default=0, editable=False)
    unit = models.CharField(max_length=10, default="rows", editable=False)
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
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def can_be_cancelled(self) -> bool:
        return self.is_active and not self.cancel_requested

    @property
    def can_be_started(self) -> bool:
        return self.state in {self.State.FAILED, self.State.CANCELLED}

    @property
    def percent(self) -> int:
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def seconds(self) -> float:
        """How long it has run, or ran."""
        if not self.started_at:
            return 0.0
        end = self.finished_at or timezone.now()
        return (end - self.started_at).total_seconds()

    @property
    def rate(self) -> float:
        """Units a second since the start."""
        return self.done / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> int | None:
        if self.state != self.State.RUNNING or not self.rate or not self.total:
            return None
        return round(max(0, self.total - self.done) / self.rate)

    @property
    def is_kept_waiting(self) -> bool:
        """Sent, but no worker has taken it for a while."""
        return (
            self.state == self.State.WAITING
            and self.submitted_at is not None
            and timezone.now() - self.submitted_at > timedelta(seconds=5)
        )

    @classmethod
    def concrete(cls) -> Iterator[type[Job]]:
        for model in cls.__subclasses__():
            if not model._meta.abstract:
                yield model
            yield from model.concrete()


def submit(job: Job, *, wake: bool = True) -> None:
    """Let a worker do the job, once the transaction around this is committed.

    A job that failed or was cancelled starts again. Without `wake` the caller
    runs it in its own process (a command does).
    """
    now = timezone.now()
    job.state = Job.State.WAITING
    job.submitted_at, job.started_at, job.finished_at = now, None, None
    job.cancel_requested, job.lease = False, None
    job.error_code, job.error_where = "", {}
    job.done = 0
    # Not called lost before it could have been taken.
    job.sent_at = None if wake else now
    job.save()
    if wake:
        transaction.on_commit(lambda: send(job))


def send(job: Job) -> bool:
    """Wake a worker; False if the queue cannot be reached.

    The job then stays waiting, and the scheduler sends it as soon as it can.
    """
    from celery import current_app

    try:
        # By name: only a worker has loaded the tasks, a web server has not.
        current_app.send_task(job.task_name, (job.pk,), retry=False)
    except OperationalError:
        log.warning("%s %s waits: the queue cannot be reached", job.task_name, job.pk)
        return False
    type(job)._base_manager.filter(pk=job.pk).update(sent_at=timezone.now())
    return True


def resend_waiting() -> int:
    """Send every job again whose message or worker seems to be lost."""
    now = timezone.now()
    lost = Q(state=Job.State.WAITING) & (
        Q(sent_at=None) | Q(sent_at__lt=now - PATIENCE)
    )
    dead = Q(state=Job.State.RUNNING, beat_at__lt=now - LEASE) & (
        Q(sent_at=None) | Q(sent_at__lt=now - PATIENCE)
    )
    return sum(
        send(job)
        for model in Job.concrete()
        for job in model._base_manager.filter(lost | dead)
    )


def request_cancel(job: Job) -> None:
    """Stop a job: at once if it still waits, else at the worker's next look."""
    rows = type(job)._base_manager.filter(pk=job.pk)
    rows.filter(state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, finished_at=timezone.now(), cancel_requested=True
    )
    rows.filter(state=Job.State.RUNNING).update(cancel_requested=True)
    job.refresh_from_db()


class Claim:
    """A claimed job: reports progress, renews the lease, hears of a cancel."""

    def __init__(self, job: Job, lease: uuid.UUID) -> None:
        self.job = job
        self.lease = lease
        self._rows = type(job)._base_manager.filter(pk=job.pk, lease=lease)
        self._written = 0.0
        self.is_ended = False

    def progress(self, done: int, total: int | None = None) -> None:
        """Write how far the job is; at most twice a second.

        Raises LeaseLost if another worker has the job, Cancelled if the officer
        asked for a stop.
        """
        now = time.monotonic()
        if now - self._written < BEAT_SECONDS:
            return
        self._written = now
        changes: dict[str, Any] = {"done": done, "beat_at": timezone.now()}
        if total is not None:
            changes["total"] = total
        if not self._rows.update(**changes):
            raise LeaseLost
        if self._rows.filter(cancel_requested=True).exists():
            raise Cancelled

    def should_stop(self) -> bool:
        return self._rows.filter(cancel_requested=True).exists()

    def end(self, state: Job.State, **changes: Any) -> None:
        changed = self._rows.update(
            state=state, finished_at=timezone.now(), lease=None, **changes
        )
        if not changed:
            raise LeaseLost

    def finish(self, total: int, **changes: Any) -> None:
        """End as done in the caller's transaction, together with what was found.

        So nobody sees a job that is done without its result, and a worker killed
        before this has written nothing.
        """
        self.end(Job.State.DONE, done=total, total=total, **changes)
        self.is_ended = True


@contextmanager
def claimed(model: type[Job], pk: int) -> Iterator[Claim | None]:
    """Claim a job, do it in the block, and write down how it ended.

    Gives None where there is nothing to do: the job is gone, done, or in the
    hands of a worker that is alive. While the keys are changed, or where this
    process has not the right ones, the job goes on waiting.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(keys_in_use())
        except EngineError as error:
            log.warning("%s %s waits: %s", model.task_name, pk, error.code)
            yield None
            return
        with _claimed(model, pk) as claim:
            yield claim


@contextmanager
def _claimed(model: type[Job], pk: int) -> Iterator[Claim | None]:
    lease = uuid.uuid4()
    now = timezone.now()
    free = Q(state=Job.State.WAITING) | Q(
        state=Job.State.RUNNING, beat_at__lt=now - LEASE
    )
    taken = model._base_manager.filter(free, pk=pk).update(
        state=Job.State.RUNNING, lease=lease, started_at=now, beat_at=now
    )
    if not taken:
        yield None
        return
    claim = Claim(model._base_manager.get(pk=pk), lease)
    try:
        with _written_down(claim):
            yield claim
    except LeaseLost:
        # Noticed at the last look or only at the end: the other one's word counts.
        log.warning("%s %s was taken over", model.task_name, pk)


@contextmanager
def _written_down(claim: Claim) -> Iterator[None]:
    """How the block ended, in the row; raises LeaseLost if it is not ours."""
    job = claim.job
    try:
        yield
    except LeaseLost:
        raise
    except Cancelled:
        claim.end(Job.State.CANCELLED)
    except EngineError as error:
        claim.end(
            Job.State.FAILED, error_code=error.code, error_where=_plain(error.where)
        )
    except Exception as error:  # noqa: BLE001
        # An exception's text may hold a value from a row: the log gets its kind
        # and the lines of code only.
        log.error(  # noqa: TRY400
            "%s %s failed: %s\n%s",
            job.task_name,
            job.pk,
            type(error).__name__,
            "".join(traceback.format_tb(error.__traceback__)),
        )
        claim.end(Job.State.FAILED, error_code="unexpected")
    else:
        if not claim.is_ended:
            claim.end(Job.State.DONE, done=F("total"))


def _plain(where: dict[str, object]) -> dict[str, object]:
    return {
        key: value if isinstance(value, int | str) else str(value)
        for key, value in where.items()
    }


def run(model: type[Job], pk: int, work: Callable[[Claim], None]) -> None:
    """The whole life of a task: claim, work, end."""
    with claimed(model, pk) as claim:
        if claim is not None:
            work(claim)
