"""In whatever order files and reports come, and whatever searches between: the links,
scores and brakes are those of one run at the end."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.engine.join import Brakes
from cases.fraud.models import ReportIdentifier
from cases.matching.arrivals.arriving import match_dataset
from cases.matching.models import FraudLink
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
_steps = st.lists(
    st.tuples(st.sampled_from(["file 0", "file 1", "report"]), _numbers),
    min_size=1,
    max_size=7,
)


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    brakes = Brakes(rows=2, reports=2)
    monkeypatch.setattr("cases.engine.join.duck.Brakes", lambda: brakes)
    monkeypatch.setattr("cases.matching.runs.caught.Brakes", lambda: brakes)


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
    rows = [f"{mobile(n)},a{n}@example.org" for n in numbers]
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


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps)
def test_any_order_of_arrivals_gives_what_one_run_gives(
    lead: Officer, strict: None, steps: list[Step]
) -> None:
    case = make_case(lead=lead)
    datasets = [make_dataset(case), make_dataset(case)]
    ReportIdentifier.objects.all().delete()
    for step in steps:
        add(datasets, step, at_once=True)
    require_the_same_from_a_whole_run(lead, case)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps, run_after=st.sets(st.integers(0, 6)))
def test_runs_on_what_is_new_give_what_one_run_gives(
    lead: Officer, strict: None, steps: list[Step], run_after: set[int]
) -> None:
    case = make_case(lead=lead)
    datasets = [make_dataset(case), make_dataset(case)]
    ReportIdentifier.objects.all().delete()
    for place, step in enumerate(steps):
        add(datasets, step, at_once=False)
        if place in run_after:
            match_now(lead, case, only_new=True)
    match_now(lead, case, only_new=True)
    require_the_same_from_a_whole_run(lead, case)
