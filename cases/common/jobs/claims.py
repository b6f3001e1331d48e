"""Doing a job: claimed once, ended once, told truly."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from cases.common.installation import keys_in_use
from cases.common.jobs import memory
from cases.common.jobs.failures import Failure, failure_of, log_taken_over
from cases.common.jobs.models import Job, LeaseLost
from cases.common.jobs.queue import wake_kept_back
from cases.engine.errors import Cancelled, EngineError

log = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
# How often a command checks whether there is room for its job.
_LOOK_SECONDS = 1.0


class Claim:
    """A claimed job: reports progress, renews the lease, hears of a cancel."""

    def __init__(self, job: Job, lease: uuid.UUID) -> None:
        self.job = job
        self.lease = lease
        self._rows = type(job)._base_manager.filter(pk=job.pk, lease=lease)
        self._written = 0.0
        self._stage: str | None = None
        self.is_ended = False

    def progress(
        self,
        done: int,
        total: int | None = None,
        *,
        stage: str = "",
        bytes_of: tuple[int, int] | None = None,
    ) -> None:
        """Write how far the job is; at most twice a second, and when a stage begins.

        bytes_of: bytes done, and of how many. Raises LeaseLost if another worker
        has the job, Cancelled if the officer asked for a stop.
        """
        now = time.monotonic()
        if now - self._written < BEAT_SECONDS and stage == self._stage:
            return
        self._written = now
        changes: dict[str, Any] = {"done": done, "beat_at": timezone.now()}
        if total is not None:
            changes["total"] = total
        changes["done_bytes"], changes["total_bytes"] = bytes_of or (0, 0)
        if stage != self._stage:
            changes |= self._begin(stage, changes)
        if not self._rows.update(**changes):
            raise LeaseLost
        if self.should_stop():
            raise Cancelled

    def _begin(self, stage: str, changes: dict[str, Any]) -> dict[str, Any]:
        self._stage = stage
        for name, value in changes.items():
            setattr(self.job, name, value)
        return {
            "stage": stage,
            "stage_at": changes["beat_at"],
            "stage_from": self.job.share,
        }

    def note(self, **changes: Any) -> None:
        """Set fields of the job's own; raises LeaseLost."""
        if not self._rows.update(**changes):
            raise LeaseLost
        for name, value in changes.items():
            setattr(self.job, name, value)

    def should_stop(self) -> bool:
        return self._rows.filter(cancel_requested=True).exists()

    def end(self, state: Job.State, **changes: Any) -> None:
        changed = self._rows.update(
            state=state, finished_at=timezone.now(), lease=None, **changes
        )
        if not changed:
            raise LeaseLost

    def finish(self, total: int, **changes: Any) -> None:
        """Mark the job as done, in the caller's transaction, together with its results.

        So nobody sees a job that is done without its result, and a worker killed
        before this has written nothing.
        """
        self.end(Job.State.DONE, done=total, total=total, **changes)
        self.is_ended = True

    def give_back(self) -> None:
        """Put the job back for another worker; what was finished is kept."""
        self._rows.update(state=Job.State.WAITING, lease=None, sent_at=None)


def _take(model: type[Job], pk: int) -> Claim | None:
    """The claim, or None: the job is gone, done, in the hands of a worker that is
    alive, or has to wait: for other jobs (the scheduler asks again), or for room in
    memory."""
    lease = uuid.uuid4()
    now = timezone.now()
    with transaction.atomic():
        memory.lock()
        rows = model._base_manager.filter(Job.free(), pk=pk)
        job = rows.first()
        if job is None or job.has_to_wait:
            return None
        if not memory.has_room(job):
            rows.update(kept_back=True)
            return None
        taken = rows.update(
            state=Job.State.RUNNING,
            lease=lease,
            started_at=now,
            beat_at=now,
            kept_back=False,
        )
    return Claim(model._base_manager.get(pk=pk), lease) if taken else None


@contextmanager
def claimed(model: type[Job], pk: int) -> Iterator[Claim | None]:
    """Claim a job, do it in the block, and write down how it ended.

    Gives None where there is nothing to do now. While the keys are changed, or
    where this process has not the right ones, the job goes on waiting.
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
    claim = _take(model, pk)
    if claim is None:
        yield None
        return
    try:
        with _written_down(claim):
            yield claim
    except LeaseLost:
        # Noticed at the last look or only at the end: the other one's word counts.
        log_taken_over(claim.job)
    else:
        # Else the scheduler does it.
        with suppress(DatabaseError):
            wake_kept_back()


@contextmanager
def _written_down(claim: Claim) -> Iterator[None]:
    """How the block ended, in the row; raises LeaseLost if it is not ours."""
    try:
        yield
    except LeaseLost:
        raise
    except Cancelled:
        claim.end(Job.State.CANCELLED)
    except Exception as error:  # noqa: BLE001 - the row says which
        _write_failure(claim, failure_of(claim.job, error))
    else:
        if not claim.is_ended:
            claim.end(Job.State.DONE, done=F("total"))


def _write_failure(claim: Claim, failure: Failure) -> None:
    if failure.is_passing:
        # While the database is away the lease runs out instead.
        with suppress(DatabaseError):
            claim.give_back()
    else:
        claim.end(Job.State.FAILED, error_code=failure.code, error_where=failure.where)


def run(
    model: type[Job], pk: int, work: Callable[[Claim], None], *, wait: bool = False
) -> None:
    """The whole life of a task: claim, work, end.

    With `wait` (a command, which nobody would wake again) until there is room.
    """
    while True:
        with claimed(model, pk) as claim:
            if claim is not None:
                work(claim)
        if not wait or not _waits_for_memory(model, pk):
            return
        time.sleep(_LOOK_SECONDS)


def _waits_for_memory(model: type[Job], pk: int) -> bool:
    job = model._base_manager.filter(pk=pk).first()
    return job is not None and job.waits_for_memory
