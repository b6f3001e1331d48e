"""Jobs wait their turn for the machine's memory."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.jobs import Claim, Job, claimed
from cases.matching.models import MatchRun
from tests.common.conftest import Sent

State = Job.State


@pytest.fixture
def need(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> dict[int, int]:
    """What each job needs, of a budget of 1,000 MB."""
    settings.CASEDESK_MEMORY_MB = 1_000
    needs: dict[int, int] = {}
    memory = property(lambda job: needs.get(job.pk, 300))
    monkeypatch.setattr(MatchRun, "memory_mb", memory)
    return needs


def make(case: Case, minutes_ago: int = 0) -> MatchRun:
    run = MatchRun.objects.create(case=case, kinds=["mobile"])
    jobs.submit(run, wake=False)
    submitted = timezone.now() - timedelta(minutes=minutes_ago)
    MatchRun.objects.filter(pk=run.pk).update(submitted_at=submitted)
    run.refresh_from_db()
    return run


def test_what_fits_runs_and_what_does_not_waits(
    case: Case, need: dict[int, int]
) -> None:
    first, second, third = (make(case) for _ in range(3))
    need |= {first.pk: 600, second.pk: 400, third.pk: 1}
    with claimed(MatchRun, first.pk) as one, claimed(MatchRun, second.pk) as two:
        assert one
        assert two
        with claimed(MatchRun, third.pk) as three:
            assert three is None
        third.refresh_from_db()
        assert (third.state, third.waits_for_memory) == (State.WAITING, True)
        assert not third.is_kept_waiting
    with claimed(MatchRun, third.pk) as three:
        assert three
    third.refresh_from_db()
    assert not third.kept_back


def test_what_is_larger_than_the_budget_runs_alone(
    case: Case, need: dict[int, int]
) -> None:
    large, small = make(case), make(case)
    need[large.pk] = 5_000
    with claimed(MatchRun, large.pk) as one, claimed(MatchRun, small.pk) as two:
        assert one
        assert two is None


def test_small_ones_do_not_pass_a_large_one_for_ever(
    case: Case, need: dict[int, int]
) -> None:
    running, large, small = make(case, 3), make(case, 2), make(case, 1)
    need |= {running.pk: 500, large.pk: 800, small.pk: 300}
    with claimed(MatchRun, running.pk) as one:
        assert one
        with claimed(MatchRun, large.pk) as two:
            assert two is None
        with claimed(MatchRun, small.pk) as three:
            assert three is None, "300 beside 500 would fit, but the 800 came first"
    with claimed(MatchRun, large.pk) as two:
        assert two


def test_what_needs_next_to_nothing_never_waits(
    case: Case, need: dict[int, int]
) -> None:
    large, free = make(case), make(case)
    need |= {large.pk: 5_000, free.pk: 0}
    with claimed(MatchRun, large.pk), claimed(MatchRun, free.pk) as claim:
        assert claim


def test_a_dead_worker_holds_no_memory(case: Case, need: dict[int, int]) -> None:
    dead, waiting = make(case), make(case)
    need |= {dead.pk: 900, waiting.pk: 900}
    with claimed(MatchRun, dead.pk) as one:
        assert one
        long_ago = timezone.now() - jobs.LEASE * 2
        MatchRun.objects.filter(pk=dead.pk).update(beat_at=long_ago)
        with claimed(MatchRun, waiting.pk) as two:
            assert two


def test_who_waited_is_woken_when_a_job_ends(
    case: Case, need: dict[int, int], sent: Sent
) -> None:
    first, second = make(case), make(case)
    need |= {first.pk: 900, second.pk: 900}
    with claimed(MatchRun, first.pk), claimed(MatchRun, second.pk) as two:
        assert two is None
        assert sent() == []
    assert sent() == [second.pk]


def test_a_command_waits_until_there_is_room(
    case: Case, need: dict[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make(case), make(case)
    need |= {first.pk: 900, second.pk: 900}
    done: list[int] = []

    def work(claim: Claim) -> None:
        done.append(claim.job.pk)

    with claimed(MatchRun, first.pk) as one:
        assert one

        def end_the_first(_seconds: float) -> None:
            one.end(State.DONE)
            one.is_ended = True

        monkeypatch.setattr("cases.common.jobs.claims.time.sleep", end_the_first)
        jobs.run(MatchRun, second.pk, work, wait=True)
    assert done == [second.pk]
