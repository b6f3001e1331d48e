"""What is new is matched at once: the same links as a run would have found."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from cases.access.models import Officer
from cases.casefiles.models import Case, Standing
from cases.common import jobs
from cases.common.jobs import Job
from cases.engine.errors import EngineError
from cases.fraud import services as fraud
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.matching import services
from cases.matching.arrivals import matching as arrivals
from cases.matching.arrivals.arriving import match_dataset, match_reports
from cases.matching.models import Arrival, BrakedValue, FraudLink, Judgement, MatchRun
from cases.matching.runs import finding, nightly, work
from cases.seizures import services as seizures
from tests.matching.making import (
    damage_index,
    found,
    make_dataset,
    make_report,
    match_now,
    mobile,
    take_in_rows,
)
from tests.people import make_case


def work_off() -> list[Arrival]:
    """Do what a worker would do."""
    waiting = list(Arrival.objects.filter(state=Job.State.WAITING).order_by("pk"))
    for arrival in waiting:
        jobs.run(Arrival, arrival.pk, arrivals.match_arrival)
        arrival.refresh_from_db()
        assert arrival.state == Job.State.DONE, arrival.error_code
    return waiting


def arrived(*reports: FraudReport) -> None:
    match_reports(report_ids=[report.pk for report in reports])
    work_off()


def test_a_report_that_is_typed_in_meets_the_seized_data_of_every_case(
    lead: Officer,
    case: Case,
    django_capture_on_commit_callbacks: Any,
) -> None:
    other = make_case(lead=lead)
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_dataset(other, f"李某乙,{mobile(1)}", f"李某乙,{mobile(2)}")
    make_dataset(make_case(lead=lead), f"李某乙,{mobile(3)}")
    with django_capture_on_commit_callbacks(execute=True):
        report = fraud.create_report(
            officer=lead, number="R-1", identifiers=[("victim", "mobile", mobile(1))]
        )
    work_off()
    assert {link.case for link in FraudLink.objects.all()} == {case, other}
    assert {link.report for link in FraudLink.objects.all()} == {report}
    runs = MatchRun.objects.order_by("case_id")
    assert [(r.case, r.cause, r.new_links, r.reports_matched) for r in runs] == [
        (case, "reports", 1, 1),
        (other, "reports", 1, 1),
    ]
    before = found(case)
    assert match_now(lead, case).new_links == 0
    assert found(case) == before


@pytest.mark.parametrize(
    ("standing", "links"),
    [(Standing.OPEN, 1), (Standing.CLOSED, 1), (Standing.SEALED, 0)],
)
def test_nothing_is_written_into_a_sealed_case_and_a_closed_one_is_matched(
    lead: Officer, case: Case, standing: Standing, links: int
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    Case.objects.filter(pk=case.pk).update(standing=standing)
    arrived(make_report(mobile(1)))
    assert FraudLink.objects.filter(case=case).count() == links


def test_a_number_added_later_is_matched_and_one_taken_out_is_not(
    lead: Officer, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}", f"王某甲,{mobile(2)}")
    report = make_report(mobile(1))
    arrived(report)
    with django_capture_on_commit_callbacks(execute=True):
        second = fraud.add_identifier(
            officer=lead, report=report, party="victim", kind="mobile", raw=mobile(2)
        )
    work_off()
    assert FraudLink.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        fraud.remove_identifier(officer=lead, identifier=second)
    work_off()
    assert [link.mask for link in FraudLink.objects.all()] == ["138****0001"]


def test_a_judged_link_stays_when_its_number_is_taken_out(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    report = make_report(mobile(1))
    arrived(report)
    link = FraudLink.objects.get()
    services.judge(
        officer=lead, link=link, judgement=Judgement.CONFIRMED, reason="", version=1
    )
    ReportIdentifier.objects.all().delete()
    arrived(report)
    assert FraudLink.objects.get().judgement == Judgement.CONFIRMED


def test_a_file_that_was_taken_in_meets_all_reports(lead: Officer, case: Case) -> None:
    make_report(mobile(1))
    make_report(mobile(2))
    dataset = make_dataset(case, f"王某甲,{mobile(1)}")
    match_dataset(dataset_id=dataset.pk)
    work_off()
    take_in_rows(dataset, f"王某甲,{mobile(1)}", f"李某乙,{mobile(2)}")
    match_dataset(dataset_id=dataset.pk)
    work_off()
    links = FraudLink.objects.order_by("mask").values_list("mask", "rows", "run__cause")
    assert list(links) == [
        ("138****0001", 2, "dataset"),
        ("138****0002", 1, "dataset"),
    ]


def test_nothing_found_is_no_run(lead: Officer, case: Case) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    arrived(make_report(mobile(2)), make_report())
    assert not MatchRun.objects.exists()


def test_without_seized_data_there_is_nothing_to_do(lead: Officer) -> None:
    arrived(make_report(mobile(1)))
    assert not Arrival.objects.exists()


def test_a_brake_is_told_once(lead: Officer, case: Case) -> None:
    make_dataset(case, *[f"王某甲,{mobile(1)}"] * 1_001)
    arrived(make_report(mobile(1)))
    arrived(make_report(mobile(1)))
    assert (MatchRun.objects.count(), BrakedValue.objects.count()) == (1, 1)
    assert not FraudLink.objects.exists()


def test_a_job_that_comes_twice_changes_nothing(lead: Officer, case: Case) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    report = make_report(mobile(1))
    arrived(report)
    before = list(FraudLink.objects.values())
    arrived(report)
    assert list(FraudLink.objects.values()) == before


def test_a_worker_matches_a_new_report_within_seconds(
    worker: None, lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    fraud.create_report(
        officer=lead, number="R-1", identifiers=[("victim", "mobile", mobile(1))]
    )
    for _ in range(300):
        if FraudLink.objects.exists():
            break
        time.sleep(0.1)
    assert FraudLink.objects.get().report.number == "R-1"


def test_data_sets_without_a_hit_are_not_matched_one_by_one(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    hit = make_dataset(case, f"王某甲,{mobile(1)}")
    make_dataset(case, f"王某甲,{mobile(2)}")
    whole, matched = finding.find_in, []

    def noted(dataset: int, *args: Any, **kwargs: Any) -> Any:
        matched.append(dataset)
        return whole(dataset, *args, **kwargs)

    monkeypatch.setattr(finding, "find_in", noted)
    arrived(make_report(mobile(1)))
    assert matched == [hit.pk]
    assert FraudLink.objects.get().dataset == hit


def test_damaged_data_of_one_case_keep_nothing_from_the_others(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    other = make_case(lead=lead)
    make_dataset(other, f"王某甲,{mobile(1)}")
    whole = finding.with_scores
    calls = []

    def damaged_at_first(links: Any) -> Any:
        calls.append(links)
        if len(calls) == 1:
            raise EngineError("damaged")
        return whole(links)

    monkeypatch.setattr(finding, "with_scores", damaged_at_first)
    match_reports(report_ids=[make_report(mobile(1)).pk])
    arrival = Arrival.objects.get()
    jobs.run(Arrival, arrival.pk, arrivals.match_arrival)
    arrival.refresh_from_db()
    assert (arrival.state, arrival.error_code) == (Job.State.FAILED, "damaged")
    assert FraudLink.objects.get().case == other


def test_a_damaged_index_is_said_and_the_night_searches_the_others(
    lead: Officer, case: Case
) -> None:
    torn, sound = (make_dataset(case, f"王某甲,{mobile(1)}") for _ in range(2))
    damage_index(torn.files.get())
    match_reports(report_ids=[make_report(mobile(1)).pk])
    arrival = Arrival.objects.get()
    jobs.run(Arrival, arrival.pk, arrivals.match_arrival)
    arrival.refresh_from_db()
    assert (arrival.state, arrival.error_code) == (Job.State.FAILED, "damaged_index")
    (run,) = nightly.start_runs()
    jobs.run(MatchRun, run.pk, work.cross_match)
    run.refresh_from_db()
    assert FraudLink.objects.get().dataset == sound
    assert [item["dataset"] for item in run.left_out] == [torn.pk]


def test_a_number_taken_out_lets_the_others_through(
    lead: Officer, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    reports = [make_report(mobile(1)) for _ in range(101)]
    arrived(*reports)
    assert not FraudLink.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        fraud.remove_identifier(officer=lead, identifier=reports[0].identifiers.get())
    work_off()
    assert FraudLink.objects.count() == 100


def test_what_is_said_of_the_data_later_weighs_at_once(
    lead: Officer, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    dataset = make_dataset(case, f"王某甲,{mobile(1)}")
    arrived(make_report(mobile(1), reported_on=date(2020, 5, 1), method="F05"))
    before = FraudLink.objects.get().score
    with django_capture_on_commit_callbacks(execute=True):
        seizures.update_dataset(
            officer=lead,
            dataset=dataset,
            version=1,
            obtained_on=date(2020, 1, 1),
            sector="loan",
        )
    work_off()
    said = FraudLink.objects.get()
    codes = {reason["code"] for reason in said.reasons}
    assert codes >= {"obtained_shortly_before", "content_fits_method"}
    assert said.score == before + 25
