"""The life of a job in one process: claimed once, ended once, told truly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case, Note
from cases.common import jobs
from cases.common.jobs import Claim, Job, LeaseLost, claimed
from cases.engine.errors import EngineError, UnreadableFile
from cases.matching.models import MatchRun

State = Job.State


@pytest.fixture(autouse=True)
def every_report_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.common.jobs.claims.BEAT_SECONDS", 0)


def at_once(_claim: Claim) -> None:
    """Work that is done before it has begun."""


def never(_claim: Claim) -> None:
    pytest.fail("this job is not to be done")


def let_the_worker_die(job: MatchRun) -> None:
    """As the row looks when nobody has written for longer than the lease."""
    MatchRun.objects.filter(pk=job.pk).update(beat_at=timezone.now() - jobs.LEASE * 2)


def test_a_job_is_claimed_by_one_worker_only(waiting: MatchRun) -> None:
    with claimed(MatchRun, waiting.pk) as first:
        assert first is not None
        with claimed(MatchRun, waiting.pk) as second:
            assert second is None
    waiting.refresh_from_db()
    assert waiting.state == State.DONE


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.DONE, State.FAILED, State.CANCELLED]
)
def test_a_message_that_comes_again_does_nothing(job: MatchRun, state: State) -> None:
    MatchRun.objects.filter(pk=job.pk).update(state=state)
    jobs.run(MatchRun, job.pk, never)
    job.refresh_from_db()
    assert job.state == state


def test_a_message_for_a_job_that_is_gone_does_nothing(db: None) -> None:
    jobs.run(MatchRun, 2**40, never)


def test_progress_stands_in_the_row(waiting: MatchRun) -> None:
    with claimed(MatchRun, waiting.pk) as claim:
        assert claim is not None
        claim.progress(25, 100)
        waiting.refresh_from_db()
        assert (waiting.state, waiting.done, waiting.percent) == (State.RUNNING, 25, 25)
    waiting.refresh_from_db()
    assert (waiting.done, waiting.percent, waiting.lease) == (100, 100, None)


def test_who_lost_the_lease_stops_and_leaves_the_job_to_the_other(
    waiting: MatchRun,
) -> None:
    with claimed(MatchRun, waiting.pk) as first:
        assert first is not None
        let_the_worker_die(waiting)
        with claimed(MatchRun, waiting.pk) as second:
            assert second is not None
            second.progress(1, 10)
            with pytest.raises(LeaseLost):
                first.progress(9, 10)
            waiting.refresh_from_db()
            assert waiting.done == 1
    waiting.refresh_from_db()
    assert waiting.state == State.DONE


def test_who_lost_the_lease_cannot_even_fail(waiting: MatchRun) -> None:
    with claimed(MatchRun, waiting.pk) as first:
        assert first is not None
        let_the_worker_die(waiting)
        with claimed(MatchRun, waiting.pk) as second:
            assert second is not None
            with pytest.raises(LeaseLost):
                first.end(State.FAILED)
            waiting.refresh_from_db()
            assert waiting.state == State.RUNNING


def test_a_job_and_what_it_found_are_written_together(
    waiting: MatchRun, lead: Officer
) -> None:
    def work(claim: Claim) -> None:
        with transaction.atomic():
            Note.objects.create(case=waiting.case, author=lead, text="found")
            claim.finish(7, links=3)

    jobs.run(MatchRun, waiting.pk, work)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.done, waiting.links) == (State.DONE, 7, 3)
    assert Note.objects.count() == 1


@pytest.mark.parametrize("taken_over", [True, False])
def test_a_job_that_does_not_end_has_found_nothing(
    waiting: MatchRun, lead: Officer, taken_over: bool
) -> None:
    def work(claim: Claim) -> None:
        with transaction.atomic():
            Note.objects.create(case=waiting.case, author=lead, text="found")
            if taken_over:
                MatchRun.objects.filter(pk=waiting.pk).update(lease=None)
            claim.finish(7, links=3)
            raise ValueError("after the end, before the commit")

    jobs.run(MatchRun, waiting.pk, work)
    waiting.refresh_from_db()
    assert waiting.state != State.DONE
    assert (waiting.done, waiting.links) == (0, 0)
    assert not Note.objects.exists()


def test_a_waiting_job_is_cancelled_at_once(waiting: MatchRun) -> None:
    jobs.request_cancel(waiting)
    assert waiting.state == State.CANCELLED
    assert waiting.finished_at is not None
    jobs.run(MatchRun, waiting.pk, never)


def test_a_running_job_stops_at_its_next_step(waiting: MatchRun) -> None:
    steps = []

    def work(claim: Claim) -> None:
        for step in range(10):
            steps.append(step)
            if step == 2:
                jobs.request_cancel(waiting)
                assert waiting.state == State.RUNNING
                assert not waiting.can_be_cancelled
                assert claim.should_stop()
            claim.progress(step, 10)

    jobs.run(MatchRun, waiting.pk, work)
    waiting.refresh_from_db()
    assert steps == [0, 1, 2]
    assert waiting.state == State.CANCELLED


def test_a_job_that_has_ended_is_not_cancelled(waiting: MatchRun) -> None:
    jobs.run(MatchRun, waiting.pk, at_once)
    jobs.request_cancel(waiting)
    assert waiting.state == State.DONE


def test_what_the_engine_complains_of_is_kept_with_its_place(
    waiting: MatchRun, tmp_path: Any
) -> None:
    def work(claim: Claim) -> None:
        raise UnreadableFile("empty_file", file="a.csv", line=3, path=tmp_path)

    jobs.run(MatchRun, waiting.pk, work)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error_code) == (State.FAILED, "empty_file")
    assert waiting.error_where == {"file": "a.csv", "line": 3, "path": str(tmp_path)}


def test_an_unexpected_failure_is_logged_without_the_value_in_its_text(
    waiting: MatchRun, caplog: pytest.LogCaptureFixture
) -> None:
    cell = "13800000000"

    def work(claim: Claim) -> None:
        raise ValueError(f"{cell} is no date")

    jobs.run(MatchRun, waiting.pk, work)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error_code) == (State.FAILED, "unexpected")
    assert cell not in str(waiting.error_where)
    assert "ValueError" in caplog.text
    assert "in work" in caplog.text, "the lines of code are there"
    assert cell not in caplog.text


def test_a_failed_job_starts_again_from_the_beginning(
    case: Case, waiting: MatchRun
) -> None:
    def fail(claim: Claim) -> None:
        claim.progress(5, 10)
        raise EngineError("damaged")

    jobs.run(MatchRun, waiting.pk, fail)
    waiting.refresh_from_db()
    assert waiting.can_be_started
    jobs.submit(waiting, wake=False)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.done, waiting.error_code) == (State.WAITING, 0, "")
    assert (waiting.finished_at, waiting.error_where) == (None, {})


def test_who_finds_the_files_in_use_leaves_the_job_waiting(waiting: MatchRun) -> None:
    """A worker that was taken for dead may only have been slow."""

    def work(claim: Claim) -> None:
        raise EngineError("busy")

    jobs.run(MatchRun, waiting.pk, work)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.lease, waiting.sent_at) == (
        State.WAITING,
        None,
        None,
    )


@pytest.mark.parametrize("sqlstate", [None, "57P01", "08006"])
def test_a_job_waits_while_the_database_is_away(
    waiting: MatchRun, monkeypatch: pytest.MonkeyPatch, sqlstate: str | None
) -> None:
    monkeypatch.setattr("cases.common.jobs.failures.db.connection.close", lambda: None)
    jobs.run(MatchRun, waiting.pk, _complaining(sqlstate))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.sent_at) == (State.WAITING, None)


def test_a_database_without_room_is_said(waiting: MatchRun) -> None:
    jobs.run(MatchRun, waiting.pk, _complaining("53100"))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error_code) == (State.FAILED, "disk_full")


def _complaining(sqlstate: str | None) -> Any:
    class Told(Exception):
        def __init__(self) -> None:
            self.sqlstate = sqlstate

    def work(claim: Claim) -> None:
        raise OperationalError from Told()

    return work


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        OSError("No space left on device (os error 28)"),
        ValueError("write failed: No space left on device"),
        OSError(27, "File too large"),
    ],
)
def test_a_full_disk_is_said(waiting: MatchRun, error: Exception) -> None:
    def work(claim: Claim) -> None:
        raise error

    jobs.run(MatchRun, waiting.pk, work)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error_code) == (State.FAILED, "disk_full")


def test_the_time_left_is_that_of_the_stage(waiting: MatchRun) -> None:
    now = timezone.now()
    job = waiting
    job.state, job.started_at = State.RUNNING, now - timedelta(seconds=100)
    # Gone on with at half of the bytes, ten seconds ago.
    job.stage_at, job.stage_from = now - timedelta(seconds=10), 0.5
    job.done_bytes, job.total_bytes, job.done = 600, 1000, 6
    assert job.percent == 60
    assert job.seconds_left == pytest.approx(40, abs=1)
    assert job.rate_bytes == pytest.approx(10, rel=0.05)
    assert job.rate == pytest.approx(0.1, rel=0.05)
