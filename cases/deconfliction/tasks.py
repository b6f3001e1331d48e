"""What the scheduler does for this slice."""

from __future__ import annotations

from celery import shared_task

from cases.deconfliction import services


@shared_task
def compare_waiting() -> int:
    return services.compare_waiting()
