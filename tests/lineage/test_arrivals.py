"""A data set that is ready is compared by itself: once, and by nobody's order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case, Standing
from cases.common import jobs
from cases.common.jobs import Job
from cases.lineage import services
from cases.lineage.models import LineageRun, Pair
from cases.lineage.tracing import trace_lineage
from cases.seizures import services as seizures
from cases.seizures.models import SeizedDataset
from cases.seizures.signals import dataset_ready
from tests.lineage.making import make_set, pair_of, seized
from tests.matching.making import make_dataset, make_file


@pytest.fixture
def one(case: Case) -> SeizedDataset:
    return make_set(case, range(6), obtained_on=date(2020, 6, 1))


@pytest.fixture
def other(case: Case, one: SeizedDataset) -> SeizedDataset:
    return make_set(case, range(3, 9), obtained_on=date(2020, 7, 1))


def ready(dataset: SeizedDataset) -> None:
    dataset_ready.send(SeizedDataset, dataset_id=dataset.pk)


def work_off() -> LineageRun:
    run = LineageRun.objects.latest("pk")
    jobs.run(LineageRun, run.pk, trace_lineage)
    run.refresh_from_db()
    return run


def test_the_second_data_set_is_compared_with_the_first(
    one: SeizedDataset, other: SeizedDataset
) -> None:
    ready(other)
    run = work_off()
    assert (run.state, run.requested_by) == (Job.State.DONE, None)
    assert pair_of(one, other).direction == Pair.Direction.FIRST
    entry = Entry.objects.filter(action=Action.RUN).latest("pk")
    assert (entry.actor_id, entry.object_id) == (None, run.pk)


def test_the_only_data_set_of_a_case_is_compared_with_nothing(
    one: SeizedDataset,
) -> None:
    ready(one)
    assert not LineageRun.objects.exists()


def test_fifty_files_are_compared_once_and_when_the_last_is_taken_in(
    case: Case, one: SeizedDataset, other: SeizedDataset
) -> None:
    coming = make_file(make_dataset(case, title="Half"), state=Job.State.RUNNING)
    for _ in range(50):
        ready(other)
    assert LineageRun.objects.count() == 1
    assert work_off().state == Job.State.WAITING
    coming.state = Job.State.FAILED
    coming.save()
    assert work_off().state == Job.State.DONE


def test_what_arrives_while_one_is_under_way_gets_another(
    one: SeizedDataset, other: SeizedDataset
) -> None:
    ready(other)
    LineageRun.objects.update(state=Job.State.RUNNING)
    ready(one)
    ready(other)
    states = LineageRun.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [Job.State.RUNNING, Job.State.WAITING]


def test_whoever_cannot_wait_gets_it_before_the_last_file(
    lead: Officer, case: Case, one: SeizedDataset, other: SeizedDataset
) -> None:
    make_file(make_dataset(case, title="Half"), state=Job.State.RUNNING)
    ready(other)
    run = services.start(officer=lead, case=case)
    assert run.requested_by == lead
    assert LineageRun.objects.count() == 1
    assert work_off().state == Job.State.DONE


def test_the_command_does_not_wait_for_one_that_a_worker_is_doing(
    lead: Officer, case: Case, one: SeizedDataset, other: SeizedDataset
) -> None:
    ready(other)
    LineageRun.objects.update(state=Job.State.RUNNING)
    assert services.trace_now(officer=lead, case=case).state == Job.State.DONE


def test_nothing_is_compared_in_a_sealed_case(
    case: Case, one: SeizedDataset, other: SeizedDataset
) -> None:
    Case.objects.update(standing=Standing.SEALED)
    ready(other)
    assert not LineageRun.objects.exists()


def test_a_corrected_day_is_compared_anew(
    lead: Officer,
    case: Case,
    one: SeizedDataset,
    other: SeizedDataset,
    django_capture_on_commit_callbacks: Any,
) -> None:
    ready(other)
    work_off()
    with django_capture_on_commit_callbacks(execute=True):
        seizures.update_dataset(
            officer=lead, dataset=one, version=1, obtained_on=date(2020, 8, 1)
        )
    work_off()
    assert pair_of(one, other).direction == Pair.Direction.SECOND


def test_a_corrected_seizure_is_compared_anew(
    lead: Officer, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    exhibit = seized(case, date(2020, 5, 1))
    one = make_set(case, range(6), exhibit=exhibit)
    other = make_set(case, range(3, 9), obtained_on=date(2020, 7, 1))
    ready(other)
    work_off()
    assert pair_of(one, other).direction == Pair.Direction.FIRST
    with django_capture_on_commit_callbacks(execute=True):
        seizures.update_exhibit(
            officer=lead,
            exhibit=exhibit,
            version=1,
            seized_at=exhibit.seized_at + timedelta(days=100),
        )
    work_off()
    assert pair_of(one, other).direction == Pair.Direction.UNKNOWN
