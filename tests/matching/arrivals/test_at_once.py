"""Two runs at once on the same data, and runs that have nothing to search."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.installation import require_keys
from cases.common.jobs import Job
from cases.matching import services
from cases.matching.models import FraudLink, MatchRun
from cases.matching.runs import work
from tests.matching.making import (
    found,
    make_dataset,
    make_file,
    make_report,
    match_now,
    mobile,
)
from tests.people import make_case, make_officer


def test_two_runs_that_write_at_the_same_time_write_each_link_once(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_keys()
    lead = make_officer("lead")
    case = make_case(lead=lead)
    make_dataset(case, *(f"王某甲,{mobile(n)}" for n in range(40)))
    for number in range(40):
        make_report(mobile(number))
    match_now(lead, case)
    expected = found(case)
    FraudLink.objects.all().delete()

    both = threading.Barrier(2, timeout=60)
    require_same = work.require_same

    def together(*args: Any) -> None:
        # Both have searched; neither has written.
        both.wait()
        require_same(*args)

    def do(run: int) -> None:
        try:
            jobs.run(MatchRun, run, work.cross_match)
        finally:
            connection.close()

    monkeypatch.setattr(work, "require_same", together)
    runs = [
        services.start_run(
            officer=lead, case=case, datasets=case.datasets.all(), wake=False
        )
        for _ in range(2)
    ]
    threads = [threading.Thread(target=do, args=(run.pk,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended = MatchRun.objects.filter(pk__in=[run.pk for run in runs])
    assert {run.state for run in ended} == {Job.State.DONE}
    assert [run.links for run in ended] == [40, 40]
    assert sorted(run.new_links for run in ended) == [0, 40]
    assert found(case) == expected


def test_a_run_says_that_another_one_searches_the_same_data(
    lead: Officer, as_lead: Client, case: Case
) -> None:
    shared, other = (make_dataset(case, f"王某甲,{mobile(n)}") for n in (1, 2))
    first, second, apart = (
        services.start_run(officer=lead, case=case, datasets=[chosen], wake=False)
        for chosen in (shared, shared, other)
    )
    page = as_lead.get(reverse("cases:run_detail", args=[second.pk])).content.decode()
    assert "searches some of the same data now" in page
    assert reverse("cases:run_detail", args=[first.pk]) in page
    assert reverse("cases:run_detail", args=[apart.pk]) not in page
    services.cancel_run(officer=lead, run=first)
    page = as_lead.get(reverse("cases:run_detail", args=[second.pk])).content.decode()
    assert "searches some of the same data now" not in page


def test_several_others_are_told_in_one_sentence(
    lead: Officer, as_lead: Client, case: Case
) -> None:
    dataset = make_dataset(case, f"王某甲,{mobile(1)}")
    *others, last = (
        services.start_run(officer=lead, case=case, datasets=[dataset], wake=False)
        for _ in range(3)
    )
    page = as_lead.get(reverse("cases:run_detail", args=[last.pk])).content.decode()
    assert page.count("Other runs search some of the same data now") == 1
    assert all(reverse("cases:run_detail", args=[run.pk]) in page for run in others)


def test_a_run_on_nothing_says_so(lead: Officer, as_lead: Client, case: Case) -> None:
    dataset = make_dataset(case, title="Half way")
    make_file(dataset, state=Job.State.RUNNING)
    run = match_now(lead, case, dataset)
    assert (run.state, run.error_code) == (Job.State.FAILED, "no_data_to_match")
    page = as_lead.get(reverse("cases:run_detail", args=[run.pk])).content.decode()
    assert "None of the chosen data sets is taken in" in page
    assert "Half way: is still being taken in" in page


def test_reports_without_a_number_are_counted_and_said(
    lead: Officer, as_lead: Client, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1))
    make_report()
    make_report("a@example.org", kind="email")
    run = match_now(lead, case)
    assert (run.reports_searched, run.reports_without) == (2, 1)
    page = as_lead.get(reverse("cases:run_detail", args=[run.pk])).content.decode()
    assert "1, which no run can find until a number of the victim is added" in page
    narrowed = match_now(lead, case, kinds=("mobile",))
    assert (narrowed.reports_searched, narrowed.reports_without) == (1, 2)
