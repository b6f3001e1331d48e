"""A run whose worker is killed goes on with the next data set, and ends as if nobody
had disturbed it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.installation import keys_in_use, require_keys
from cases.common.jobs import Job
from cases.engine.join import Matches
from cases.engine.keys import TOKEN
from cases.matching import services
from cases.matching.models import FraudLink, MatchRun
from cases.matching.runs import finding, kept
from cases.matching.runs.work import cross_match
from cases.rotation.services import rotate
from tests.matching.making import found, make_dataset, make_report, match_now, mobile
from tests.people import make_case, make_officer

DATASETS = 4


def make_world() -> tuple[Officer, Case]:
    """Data sets that share numbers, one value too common; reports with several."""
    require_keys()
    lead = make_officer("lead")
    case = make_case(lead=lead)
    for number in range(DATASETS):
        rows = [f"王某甲,{mobile(n)}" for n in range(number, number + 6)]
        make_dataset(case, *rows, *[f"李某乙,{mobile(50)}"] * 1_001)
    for number in range(0, 10, 2):
        make_report(mobile(number), mobile(number + 1))
    make_report(mobile(50))
    return lead, case


def start(lead: Officer, case: Case) -> MatchRun:
    datasets = case.datasets.all()
    return services.start_run(officer=lead, case=case, datasets=datasets, wake=False)


def killed_after(run: MatchRun, count: int, data: Path) -> None:
    """A process of its own does the run until `count` data sets are searched."""
    name = str(connection.settings_dict["NAME"])
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "tests.matching.victim"),
            *(str(run.pk), name, str(data), str(count)),
        ],
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    run.refresh_from_db()
    assert run.state == Job.State.RUNNING
    # Nobody has written for longer than the lease: the next worker takes over.
    MatchRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - 2 * jobs.LEASE)


def searched_by(run: MatchRun, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Do the run in this process; the data sets that it searches."""
    seen: list[int] = []
    find_in = finding.find_in

    def noted(dataset: int, *args: Any, **kwargs: Any) -> Matches:
        seen.append(dataset)
        return find_in(dataset, *args, **kwargs)

    monkeypatch.setattr(finding, "find_in", noted)
    jobs.run(MatchRun, run.pk, cross_match)
    monkeypatch.undo()
    run.refresh_from_db()
    return seen


def figures(run: MatchRun) -> list[object]:
    names = ("state", "links", "new_links", "reports_matched", "reports_searched")
    counts = [getattr(run, name) for name in names]
    return [*counts, run.identifiers_matched, run.braked.count(), run.searched]


@pytest.mark.parametrize("count", [1, 3, DATASETS])
def test_a_killed_run_goes_on_where_it_was_with_the_same_result(
    transactional_db: None,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
) -> None:
    lead, case = make_world()
    undisturbed = match_now(lead, case)
    expected = found(case)
    assert len(expected) > DATASETS
    FraudLink.objects.all().delete()

    run = start(lead, case)
    killed_after(run, count, data_dir)
    assert not FraudLink.objects.exists()
    # In the order in which the run takes them.
    datasets = list(run.datasets.values_list("pk", flat=True))
    assert searched_by(run, monkeypatch) == datasets[count:]
    assert figures(run) == figures(undisturbed)
    assert found(case) == expected
    assert not kept.folders()


def test_what_has_changed_since_is_not_taken_from_what_was_kept(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}", f"李某乙,{mobile(2)}")
    make_report(mobile(1))
    run = start(lead, case)

    def killed(*_args: object) -> None:
        raise jobs.LeaseLost

    monkeypatch.setattr("cases.matching.runs.work.write_links", killed)
    jobs.run(MatchRun, run.pk, cross_match)
    monkeypatch.undo()
    assert kept.folders() == {run.pk}
    make_report(mobile(2))
    MatchRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - 2 * jobs.LEASE)
    assert searched_by(run, monkeypatch) == [case.datasets.get().pk]
    assert (run.state, run.links) == (Job.State.DONE, 2)


def test_after_a_change_of_the_token_key_it_is_refused_and_can_be_begun_again(
    lead: Officer,
    case: Case,
    as_lead: Client,
    monkeypatch: pytest.MonkeyPatch,
    key_file: Path,
) -> None:
    with keys_in_use():
        make_dataset(case, f"王某甲,{mobile(1)}")
        make_report(mobile(1))
        run = start(lead, case)

    def killed(*_args: object) -> None:
        raise jobs.LeaseLost

    monkeypatch.setattr("cases.matching.runs.work.write_links", killed)
    jobs.run(MatchRun, run.pk, cross_match)
    monkeypatch.undo()
    monkeypatch.setenv("CASEDESK_KEYS", str(key_file))
    rotate(TOKEN)
    MatchRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - 2 * jobs.LEASE)
    jobs.run(MatchRun, run.pk, cross_match)
    run.refresh_from_db()
    assert (run.state, run.error_code) == (Job.State.FAILED, "token_key_changed")
    assert not FraudLink.objects.exists()
    page = as_lead.get(reverse("cases:run_detail", args=[run.pk])).content.decode()
    assert "The key of the numbers was changed after this run had begun" in page
    services.restart_run(officer=lead, run=run)
    jobs.run(MatchRun, run.pk, cross_match)
    run.refresh_from_db()
    assert (run.state, run.links) == (Job.State.DONE, 1)
