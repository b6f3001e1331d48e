"""Runs on some reports alone, and on what is new."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.engine.intake.working_folder import INDEX
from cases.fraud import services as fraud
from cases.fraud.models import FraudReport
from cases.matching.brakes import release
from cases.matching.models import FraudLink, MatchRun
from cases.matching.runs.choosing import Choice
from cases.matching.runs.sources import describe
from cases.seizures.models import SeizedFile
from cases.seizures.stores import store_folder
from tests.matching.making import (
    found,
    make_dataset,
    make_report,
    match_now,
    mobile,
    take_in_rows,
)
from tests.people import signed_in


def linked() -> set[str]:
    return set(FraudLink.objects.values_list("report__number", flat=True))


def age_reports() -> None:
    """So long ago that no run takes them for new."""
    long_ago = timezone.now() - timedelta(days=9)
    FraudReport.objects.update(updated_at=long_ago)


@pytest.mark.parametrize(
    ("choice", "numbers"),
    [
        (Choice(methods=("F05",)), {"R-1"}),
        (Choice(provinces=("32",)), {"R-1", "R-2"}),
        (Choice(provinces=("32",), until="2024-06-30"), {"R-1"}),
        (Choice(since="2024-07-01"), {"R-2", "R-3"}),
        (Choice(unit="river"), {"R-3"}),
        (Choice(unit="nowhere"), set()),
    ],
)
def test_a_run_may_be_about_some_reports_alone(
    lead: Officer, case: Case, choice: Choice, numbers: set[str]
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    for number, method, province, day, unit in (
        ("R-1", "F05", "32", date(2024, 1, 1), ""),
        ("R-2", "F01", "32", date(2024, 8, 1), ""),
        ("R-3", "F01", "35", date(2025, 1, 1), "River station"),
    ):
        make_report(
            mobile(1),
            number=number,
            method=method,
            province=province,
            reported_on=day,
            unit_name=unit,
        )
    run = match_now(lead, case, choice=choice)
    assert linked() == numbers
    assert (run.reports_searched, run.reports_matched) == (len(numbers), len(numbers))


def test_a_narrowed_run_leaves_the_links_of_other_reports(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1), province="32")
    make_report(mobile(1), province="35")
    match_now(lead, case)
    before = found(case)
    match_now(lead, case, choice=Choice(provinces=("32",)))
    assert found(case) == before


def test_a_brake_counts_the_reports_that_were_not_chosen(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    for _ in range(100):
        make_report(mobile(1), province="35")
    make_report(mobile(1), province="32")
    run = match_now(lead, case, choice=Choice(provinces=("32",)))
    assert run.links == 0
    assert run.braked.get().reports == 101


def test_only_what_is_new_is_searched(lead: Officer, case: Case) -> None:
    dataset = make_dataset(case, f"王某甲,{mobile(1)}", f"王某甲,{mobile(2)}")
    make_report(mobile(1), number="R-1")
    assert match_now(lead, case, only_new=True).reports_searched == 1
    age_reports()
    assert match_now(lead, case, only_new=True).reports_searched == 0
    make_report(mobile(2), number="R-2")
    run = match_now(lead, case, only_new=True)
    assert (run.reports_searched, run.new_links) == (1, 1)
    age_reports()
    take_in_rows(dataset, f"王某甲,{mobile(1)}")
    run = match_now(lead, case, only_new=True)
    assert (run.reports_searched, run.links, run.new_links) == (1, 1, 0)
    assert FraudLink.objects.get(report__number="R-1").rows == 2


def test_a_number_that_was_added_to_an_old_report_is_new(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    report = make_report(number="R-1")
    match_now(lead, case)
    age_reports()
    fraud.add_identifier(
        officer=lead, report=report, party="victim", kind="mobile", raw=mobile(1)
    )
    assert match_now(lead, case, only_new=True).new_links == 1


def test_a_file_that_is_gone_or_was_read_anew_is_searched_whole(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1))
    match_now(lead, case)
    age_reports()
    MatchRun.objects.update(searched={str(case.datasets.get().pk): {"0": ""}})
    run = match_now(lead, case, only_new=True)
    assert (run.reports_searched, run.links) == (1, 1)


def test_a_file_that_fails_its_check_is_left_out_and_its_links_stay(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    second = make_dataset(case, f"王某甲,{mobile(2)}")
    make_report(mobile(1), number="R-1")
    make_report(mobile(2), number="R-2")
    match_now(lead, case)
    SeizedFile.objects.filter(dataset=second).update(faults=["damaged"])
    run = match_now(lead, case)
    assert [item["reason"] for item in run.left_out] == ["custody_failed"]
    assert linked() == {"R-1", "R-2"}


@pytest.mark.parametrize("gone", ["a.parquet", ""])
def test_a_file_whose_index_is_not_whole_is_left_out_and_named(
    lead: Officer, case: Case, gone: str
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    torn = make_dataset(case, f"王某甲,{mobile(2)}", title="Torn")
    make_report(mobile(1), number="R-1")
    make_report(mobile(2), number="R-2")
    index = store_folder(torn.files.get()) / INDEX
    if gone:
        (index / gone).unlink()
    else:
        shutil.rmtree(index)
    run = match_now(lead, case)
    assert linked() == {"R-1"}
    (said,) = map(describe, run.left_out)
    assert said.startswith("Torn: ")
    assert said.endswith("the index of this file is missing; take it in again")


@pytest.mark.parametrize(
    "choice",
    [
        Choice(methods=("X",)),
        Choice(provinces=("00",)),
        Choice(since="yesterday"),
        Choice(since="2024-02-02", until="2024-02-01"),
    ],
)
def test_what_cannot_be_chosen_is_refused(
    lead: Officer, case: Case, choice: Choice
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    with pytest.raises(ValidationError):
        match_now(lead, case, choice=choice)


def test_the_form_narrows_a_run_and_its_page_says_so(lead: Officer, case: Case) -> None:
    dataset = make_dataset(case, f"王某甲,{mobile(1)}")
    client = signed_in(lead)
    address = reverse("cases:run_create", args=[case.pk])
    form = {
        "datasets": [dataset.pk],
        "kinds": ["mobile"],
        "provinces": ["32"],
        "since": "2024-01-01",
        "only_new": "on",
    }
    bad = client.post(address, {**form, "until": "2023-01-01"}).content.decode()
    assert "The last day lies before the first one." in bad
    client.post(address, form)
    run = MatchRun.objects.get()
    assert run.choice == {"provinces": ["32"], "since": "2024-01-01"}
    assert run.only_new
    page = client.get(reverse("cases:run_detail", args=[run.pk])).content.decode()
    for said in ("Jiangsu", "reported from 2024-01-01", "What is new since"):
        assert said in page


def test_a_release_is_new_to_a_run_on_what_is_new(lead: Officer, case: Case) -> None:
    make_dataset(case, *[f"王某甲,{mobile(1)}"] * 1_001)
    make_report(mobile(1), number="R-1")
    run = match_now(lead, case)
    age_reports()
    release(officer=lead, value=run.braked.get(), reason="Checked")
    match_now(lead, case, only_new=True)
    assert linked() == {"R-1"}
