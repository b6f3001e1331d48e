"""Waking a worker: the queue may lose a message or be away, the job stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from cases.common import jobs
from cases.common.jobs import Job
from cases.matching.models import MatchRun
from tests.common.conftest import Sent

State = Job.State


def aged(job: MatchRun, **changes: Any) -> MatchRun:
    MatchRun.objects.filter(pk=job.pk).update(**changes)
    job.refresh_from_db()
    return job


def test_a_worker_is_woken_once_the_job_is_committed(
    job: MatchRun, sent: Sent, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        jobs.submit(job)
        assert sent() == []
    assert sent() == [job.pk]
    job.refresh_from_db()
    assert job.sent_at is not None


def test_a_job_that_a_command_runs_itself_wakes_nobody(
    job: MatchRun, sent: Sent, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        jobs.submit(job, wake=False)
    assert jobs.resend_waiting() == 0
    assert sent() == []


def test_a_job_whose_message_was_lost_is_sent_again(
    waiting: MatchRun, sent: Sent
) -> None:
    assert jobs.resend_waiting() == 0, "it may still be on its way"
    aged(waiting, sent_at=timezone.now() - jobs.PATIENCE * 2)
    assert jobs.resend_waiting() == 1
    assert jobs.resend_waiting() == 0, "not with every look"
    assert sent() == [waiting.pk]


def test_a_job_whose_worker_died_is_sent_again(waiting: MatchRun, sent: Sent) -> None:
    long_ago = timezone.now() - jobs.LEASE * 2
    aged(waiting, state=State.RUNNING, beat_at=timezone.now(), sent_at=long_ago)
    assert jobs.resend_waiting() == 0, "its worker lives"
    aged(waiting, beat_at=long_ago)
    assert jobs.resend_waiting() == 1
    assert sent() == [waiting.pk]


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.DONE, State.FAILED, State.CANCELLED]
)
def test_a_job_that_nobody_waits_for_is_not_sent_again(
    job: MatchRun, sent: Sent, state: State
) -> None:
    aged(job, state=state, sent_at=None)
    assert jobs.resend_waiting() == 0
    assert sent() == []


def test_without_a_queue_the_job_is_kept_and_the_page_says_so(
    job: MatchRun, queue_down: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        jobs.submit(job)
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (State.WAITING, None)
    aged(job, submitted_at=timezone.now() - timedelta(seconds=30))
    html = render_to_string("cases/common/_job.html", {"job": job, "job_url": "/j/"})
    assert "It is kept and starts by itself" in html
    assert 'hx-get="/j/"' in html, "the page goes on asking"


def test_the_job_is_sent_as_soon_as_the_queue_is_back(
    waiting: MatchRun, sent: Sent
) -> None:
    aged(waiting, sent_at=None)
    assert jobs.resend_waiting() == 1
    assert sent() == [waiting.pk]
