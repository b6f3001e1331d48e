"""In whatever order files and reports come and officers change them, and whatever
searches between: the links, scores and brakes are those of one run at the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.sealing import token_of
from cases.engine.join import Brakes
from cases.fraud import services as fraud
from cases.fraud.models import ReportIdentifier
from cases.matching import brakes
from cases.matching.arrivals.arriving import match_dataset
from cases.matching.models import BrakedValue, BrakeWord, FraudLink
from cases.seizures import services as seizures
from cases.seizures.models import SeizedDataset
from tests.matching.arrivals.test_arrivals import arrived, work_off
from tests.matching.making import (
    add_identifier,
    found,
    make_dataset,
    make_report,
    match_now,
    mobile,
    take_in_rows,
)
from tests.people import make_case

Step = tuple[str, list[int]]
# Few numbers, which reports and rows share: brakes of two are pulled.
_numbers = st.lists(st.integers(0, 3), max_size=4)
_COMING = ("file 0", "file 1", "report", "report")
_DONE = ("take out", "say")


def _steps_of(*what: str) -> st.SearchStrategy[list[Step]]:
    return st.lists(st.tuples(st.sampled_from(what), _numbers), min_size=1, max_size=9)


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Brakes of two; and a run on what is new trusts the clock: everything here is
    younger than the hour that it looks back otherwise, and would be new to it."""
    two = Brakes(rows=2, reports=2)
    for reader in ("engine.join.duck", "matching.runs.caught", "fraud.services"):
        monkeypatch.setattr(f"cases.{reader}.Brakes", lambda: two)
    monkeypatch.setattr("cases.matching.runs.choosing.OVERLAP", timedelta(0))


def take_out(lead: Officer, token: UUID) -> None:
    """The number out of the first report that has it."""
    named = ReportIdentifier.objects.filter(token=token).order_by("pk").first()
    if named:
        fraud.remove_identifier(officer=lead, identifier=named)


def say(lead: Officer, case: Case, token: UUID) -> None:
    """Release the value, or brake it again."""
    word = BrakeWord.objects.filter(case=case, token=token).first()
    value = BrakedValue.objects.filter(run__case=case, token=token).first()
    if word and word.released:
        brakes.brake_again(officer=lead, word=word, reason="Too many")
    elif value:
        brakes.release(officer=lead, value=value, reason="Wanted")


def edit(lead: Officer, dataset: SeizedDataset, day: int) -> None:
    dataset.refresh_from_db()
    seizures.update_dataset(
        officer=lead,
        dataset=dataset,
        version=dataset.version,
        obtained_on=date(2020, 1, 1 + day),
        sector=("loan", "express")[day % 2],
    )


def done_by(
    lead: Officer, case: Case, step: Step, datasets: list[SeizedDataset]
) -> None:
    """What officers do to what is there already."""
    what, numbers = step
    for number in numbers[:1]:
        token = token_of("mobile", mobile(number))
        if what == "take out":
            take_out(lead, token)
        elif what == "say":
            say(lead, case, token)
        elif what == "edit":
            edit(lead, datasets[number % 2], number)


def add(datasets: list[SeizedDataset], step: Step, *, at_once: bool) -> None:
    what, numbers = step
    if what == "report":
        report = make_report(*dict.fromkeys(map(mobile, numbers)))
        if numbers:
            add_identifier(report, "email", f"a{numbers[0]}@example.org")
        if at_once:
            arrived(report)
        return
    dataset = datasets[int(what[-1])]
    # Beside their own address, and beside another's.
    rows = [
        f"{mobile(n)},a{n * place % 4}@example.org"
        for place, n in enumerate(numbers, 1)
    ]
    take_in_rows(dataset, *(rows or ["x,y"]), header="手机号,邮箱")
    if at_once:
        match_dataset(dataset_id=dataset.pk)
        work_off()


def require_the_same_from_a_whole_run(lead: Officer, case: Case) -> None:
    before = found(case)
    match_now(lead, case, kinds=("mobile",))
    assert found(case) == before
    FraudLink.objects.filter(case=case).delete()
    match_now(lead, case)
    assert found(case) == before


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps_of(*_COMING, *_DONE, "edit"))
def test_any_order_of_arrivals_gives_what_one_run_gives(
    lead: Officer,
    strict: None,
    django_capture_on_commit_callbacks: Any,
    steps: list[Step],
) -> None:
    case = make_case(lead=lead)
    datasets = [make_dataset(case), make_dataset(case)]
    ReportIdentifier.objects.all().delete()
    for step in steps:
        if step[0] in _COMING:
            add(datasets, step, at_once=True)
        else:
            with django_capture_on_commit_callbacks(execute=True):
                done_by(lead, case, step, datasets)
            work_off()
    require_the_same_from_a_whole_run(lead, case)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps_of(*_COMING, *_DONE), run_after=st.sets(st.integers(0, 8)))
def test_runs_on_what_is_new_give_what_one_run_gives(
    lead: Officer, strict: None, steps: list[Step], run_after: set[int]
) -> None:
    case = make_case(lead=lead)
    datasets = [make_dataset(case), make_dataset(case)]
    ReportIdentifier.objects.all().delete()
    for place, step in enumerate(steps):
        if step[0] in _COMING:
            add(datasets, step, at_once=False)
        else:
            done_by(lead, case, step, datasets)
        if place in run_after:
            match_now(lead, case, only_new=True)
    match_now(lead, case, only_new=True)
    require_the_same_from_a_whole_run(lead, case)
