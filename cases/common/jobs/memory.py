"""Jobs share the machine: together they stay within one budget of memory."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from cases.common.jobs.models import LEASE, Job


def lock() -> None:
    """Let one claim at a time check for room, until its transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('casedesk jobs'))")


def has_room(job: Job) -> bool:
    """Whether there is memory for the job beside the running ones and beside those that
    were put back before it: otherwise small jobs would pass a large one for ever.

    A job that needs more than the whole budget runs alone.
    """
    need = job.memory_mb
    taken = sum(other.memory_mb for other in _before(job))
    return not need or not taken or taken + need <= settings.CASEDESK_MEMORY_MB


def _before(job: Job) -> list[Job]:
    running = Q(state=Job.State.RUNNING, beat_at__gte=timezone.now() - LEASE) & ~Q(
        lease=None
    )
    put_back = Q(
        state=Job.State.WAITING, kept_back=True, submitted_at__lt=job.submitted_at
    )
    return [
        other
        for model in Job.concrete()
        for other in model._base_manager.filter(running | put_back)
        if (model, other.pk) != (type(job), job.pk)
    ]
