"""A job on a page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cases.common.jobs.models import Job
from cases.common.wording import sentence


def job_context(
    job: Job, name: str, *, may_steer: bool, start: str = "start"
) -> dict[str, Any]:
    """What `_job.html` shows. name: with which the names of its addresses begin, `run`
    for `run_job`, `run_cancel` and `run_start`. start: how the last of them ends."""

    def address(action: str) -> str:
        return reverse(f"cases:{name}_{action}", args=[job.pk])

    error = sentence(job.error_code, job.error_where) if job.error_code else ""
    return {
        "job": job,
        "job_url": address("job"),
        "cancel_url": address("cancel"),
        "start_url": address(start),
        "may_steer": may_steer,
        "job_error": error,
    }
