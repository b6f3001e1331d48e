"""Every night what is new is matched, and nothing is done where nothing is new."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from casedesk import environment
from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case, Standing
from cases.common import jobs
from cases.common.jobs import Job
from cases.fraud.models import FraudReport
from cases.matching import services
from cases.matching.models import Arrival, FraudLink, MatchRun
from cases.matching.runs import kept, nightly
from cases.matching.runs.work import cross_match
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.tasks import start_nightly_runs
from tests.casefiles.making import move, seal
from tests.matching.making import (
    make_dataset,
    make_file,
    make_report,
    match_now,
    mobile,
)
from tests.people import make_case


def a_day_passes() -> None:
    long_ago = timezone.now() - timedelta(days=1)
    FraudReport.objects.update(updated_at=long_ago)
    SeizedFile.objects.update(updated_at=long_ago)


def do(run: MatchRun) -> MatchRun:
    jobs.run(MatchRun, run.pk, cross_match)
    run.refresh_from_db()
    return run


def test_the_night_finds_what_is_new_since_the_last_run(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}", f"李某乙,{mobile(2)}")
    make_report(mobile(1))
    match_now(lead, case)
    a_day_passes()
    make_report(mobile(2))
    (run,) = nightly.start_runs()
    assert (run.cause, run.only_new, run.requested_by) == ("night", True, None)
    assert (do(run).new_links, run.reports_searched) == (1, 1)
    assert FraudLink.objects.count() == 2
    entry = Entry.objects.filter(action=Action.RUN, object_id=run.pk).get()
    assert (entry.actor, entry.case_id) == (None, case.pk)


def test_what_could_not_be_matched_at_once_is_matched_in_the_night(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day was entered on which scores rest, and the worker could not evaluate it."""
    monkeypatch.setattr("cases.matching.runs.choosing.OVERLAP", timedelta(0))
    dataset = make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1), reported_on=date(2021, 1, 1))
    match_now(lead, case)
    a_day_passes()
    before = FraudLink.objects.get().score
    SeizedDataset.objects.update(obtained_on=date(2020, 12, 1))
    assert nightly.start_runs() == []
    Arrival.objects.create(
        cause="dataset",
        dataset=dataset,
        state=Job.State.FAILED,
        finished_at=timezone.now(),
    )
    (run,) = nightly.start_runs()
    do(run)
    after = FraudLink.objects.get().score
    assert after > before
    match_now(lead, case)
    assert FraudLink.objects.get().score == after
    assert nightly.start_runs() == []


def test_a_night_without_anything_new_leaves_no_run(lead: Officer, case: Case) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1))
    match_now(lead, case)
    a_day_passes()
    start_nightly_runs()
    assert MatchRun.objects.count() == 1


def test_a_case_that_was_never_searched_is_searched_whole(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1))
    a_day_passes()
    (run,) = nightly.start_runs()
    assert (do(run).state, run.links) == (Job.State.DONE, 1)


def test_a_run_on_some_reports_alone_does_not_count_as_one_on_all(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    match_now(lead, case, kinds=("email",))
    a_day_passes()
    assert [run.case for run in nightly.start_runs()] == [case]


def test_a_case_with_nothing_to_search_or_a_run_going_on_is_left_alone(
    lead: Officer, case: Case
) -> None:
    make_file(make_dataset(make_case(lead=lead)))
    datasets = [make_dataset(case, f"王某甲,{mobile(1)}")]
    services.start_run(officer=lead, case=case, datasets=datasets)
    assert nightly.start_runs() == []


def test_a_sealed_case_is_left_alone_and_does_not_keep_the_night_from_the_others(
    lead: Officer, case: Case
) -> None:
    sealed, closed = case, make_case(lead=lead)
    for each in (sealed, closed):
        make_dataset(each, f"王某甲,{mobile(1)}")
        match_now(lead, each)
    seal(lead, sealed)
    move(lead, closed, Standing.CLOSED)
    make_report(mobile(1))
    (run,) = nightly.start_runs()
    assert (run.case, do(run).new_links) == (closed, 1)
    # What came meanwhile is found when the seal is lifted.
    move(lead, sealed, Standing.CLOSED)
    runs = {run.case: run for run in nightly.start_runs()}
    assert do(runs[sealed]).new_links == 1


def test_a_case_that_is_sealed_while_the_night_begins_gets_no_run(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")

    start = nightly._start

    def late(pk: int) -> MatchRun | None:
        seal(lead, case)
        return start(pk)

    monkeypatch.setattr(nightly, "_start", late)
    assert nightly.start_runs() == []


def test_what_ended_runs_have_kept_is_thrown_away(lead: Officer, case: Case) -> None:
    going_on = services.start_run(
        officer=lead, case=case, datasets=[make_dataset(case)], wake=False
    )
    for run in (going_on.pk, going_on.pk + 1):
        kept.folder_of(run).mkdir(parents=True)
    nightly.start_runs()
    assert kept.folders() == {going_on.pk}


def test_the_scheduler_has_it_at_the_hour_that_is_set() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["start-nightly-runs"]
    assert entry["task"] == start_nightly_runs.name
    assert entry["schedule"] == crontab(hour=2, minute=0)
    assert settings.CASEDESK_NIGHTLY_HOUR == 2
    assert settings.CELERY_TIMEZONE == settings.TIME_ZONE


def test_an_hour_is_0_to_23_or_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.hour("CASEDESK_TEST_HOUR", 2) == 2
    monkeypatch.setenv("CASEDESK_TEST_HOUR", "off")
    assert environment.hour("CASEDESK_TEST_HOUR", 2) is None
    monkeypatch.setenv("CASEDESK_TEST_HOUR", "24")
    with pytest.raises(ImproperlyConfigured, match="0 to 23, or off"):
        environment.hour("CASEDESK_TEST_HOUR", 2)
