"""Handing jobs to the workers, and taking them back."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from cases.common.jobs.models import LEASE, Job

log = logging.getLogger(__name__)

# A message not answered for this long is sent again.
PATIENCE = timedelta(seconds=20)


def submit(job: Job, *, wake: bool = True) -> None:
    """Let a worker do the job, once the transaction around this is committed.

    A job that failed or was cancelled starts again. Without `wake` the caller
    runs it in its own process (a command does).
    """
    now = timezone.now()
    job.state = Job.State.WAITING
    job.submitted_at, job.started_at, job.finished_at = now, None, None
    job.cancel_requested, job.lease, job.kept_back = False, None, False
    job.error_code, job.error_where = "", {}
    job.done = job.done_bytes = 0
    job.stage, job.stage_at, job.stage_from = "", None, 0.0
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
        # By name: only workers have loaded the tasks.
        current_app.send_task(job.task_name, (job.pk,), retry=False)
    except OperationalError:
        log.warning("%s %s waits: the queue cannot be reached", job.task_name, job.pk)
        return False
    type(job)._base_manager.filter(pk=job.pk).update(sent_at=timezone.now())
    return True


def resend_waiting() -> int:
    """Send every job again whose message or worker seems to be lost."""
    now = timezone.now()
    unanswered = Q(sent_at=None) | Q(sent_at__lt=now - PATIENCE)
    lost = Q(state=Job.State.WAITING) & unanswered
    dead = Q(state=Job.State.RUNNING, beat_at__lt=now - LEASE) & unanswered
    return sum(
        send(job)
        for model in Job.concrete()
        for job in model._base_manager.filter(lost | dead)
    )


def wake_kept_back() -> int:
    """Memory has become free: wake the jobs that were put back for lack of it."""
    return sum(
        send(job)
        for model in Job.concrete()
        for job in model._base_manager.filter(state=Job.State.WAITING, kept_back=True)
    )


def request_cancel(job: Job) -> None:
    """Stop a job: at once if it still waits, else at the worker's next look."""
    rows = type(job)._base_manager.filter(pk=job.pk)
    rows.filter(state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, finished_at=timezone.now(), cancel_requested=True
    )
    rows.filter(state=Job.State.RUNNING).update(cancel_requested=True)
    job.refresh_from_db()
