"""The scheduler's own task."""

from __future__ import annotations

from celery import shared_task

from cases.common import jobs


@shared_task(name="cases.common.tasks.resend_waiting_jobs")
def resend_waiting_jobs() -> None:
    jobs.resend_waiting()
