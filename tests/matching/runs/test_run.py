"""From a seized CSV and a fraud report to a link, by the service and the command."""

from __future__ import annotations

import json
import time
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.jobs import Job, LeaseLost
from cases.matching import services
from cases.matching.models import BrakedValue, FraudLink, Judgement, MatchRun
from cases.matching.runs import work
from cases.matching.runs.facts import report_facts
from tests.matching.making import (
    add_identifier,
    found,
    make_dataset,
    make_file,
    make_report,
    match_now,
    mobile,
    take_in_rows,
)
from tests.people import make_case


def command(case: Case, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("crossmatch", f"--case={case.number}", "--json", *options, stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def test_a_victims_number_in_a_seized_row_becomes_one_link(
    lead: Officer, case: Case
) -> None:
    rows = [f"王某甲,{mobile(1)}", f"李某乙,{mobile(2)}", f"王某甲,+86 {mobile(1)}"]
    dataset = make_dataset(case, *rows)
    report = make_report(mobile(1))
    run = match_now(lead, case)
    link = FraudLink.objects.get()
    assert (link.dataset, link.report, link.kind) == (dataset, report, "mobile")
    assert (link.rows, link.first_row, link.mask) == (2, 0, "138****0001")
    assert (run.state, run.links, run.new_links, run.reports_matched) == (
        Job.State.DONE,
        1,
        1,
        1,
    )
    assert run.identifiers_matched == {"mobile": 1}
    assert run.percent == 100


def test_the_command_says_the_same_as_the_page(case: Case) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}", f"李某乙,{mobile(2)}")
    make_report(mobile(1))
    make_report(mobile(3))
    result = command(case)
    assert result["run"] == MatchRun.objects.get().pk
    assert (result["links"], result["reports_matched"]) == (1, 1)
    assert result["identifiers_matched"] == {"mobile": 1}
    assert result["seconds"] > 0


def test_the_command_acts_in_the_name_of_an_officer(
    case: Case, colleague: Officer, viewer: Officer
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    command(case, "--as=colleague")
    assert MatchRun.objects.get().requested_by == colleague
    with pytest.raises(CommandError, match="may not do this"):
        command(case, f"--as={viewer.username}")


def test_an_unknown_case_number_is_said_in_a_sentence(db: None) -> None:
    with pytest.raises(CommandError, match="There is no case with the number X-1"):
        call_command("crossmatch", "--case=X-1")


def test_a_case_without_data_is_told_so(lead: Officer, case: Case) -> None:
    with pytest.raises(CommandError, match="no seized data set yet"):
        command(case)
    make_file(make_dataset(case))
    with pytest.raises(CommandError, match="nothing to search"):
        command(case)


def test_every_kind_of_number_a_victim_gave_is_looked_for(
    lead: Officer, case: Case
) -> None:
    dataset = make_dataset(case)
    take_in_rows(
        dataset, f"王某甲,{mobile(1)},a@example.org", header="姓名,手机号,邮箱"
    )
    report = make_report(mobile(1))
    add_identifier(report, "email", "a@example.org")
    run = match_now(lead, case)
    assert run.identifiers_matched == {"email": 1, "mobile": 1}
    assert {link.reasons[1]["code"] for link in FraudLink.objects.all()} == {
        "agree_in_row"
    }
    narrowed = match_now(lead, case, kinds=("email",))
    assert narrowed.identifiers_matched == {"email": 1}


def test_the_fraudsters_number_is_no_victim(lead: Officer, case: Case) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    add_identifier(make_report(), "mobile", mobile(1), party="caller")
    run = match_now(lead, case)
    assert (run.state, run.links) == (Job.State.DONE, 0)
    assert [item["reason"] for item in run.left_out] == ["no_reports"]


def test_a_masked_number_never_matches(lead: Officer, case: Case) -> None:
    make_dataset(case, "王某甲,138****0001", f"李某乙,{mobile(2)}")
    make_report(mobile(1))
    assert match_now(lead, case).links == 0


def test_a_link_found_again_keeps_the_officers_word(lead: Officer, case: Case) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1))
    match_now(lead, case)
    link = FraudLink.objects.get()
    services.judge(
        officer=lead, link=link, judgement=Judgement.CONFIRMED, reason="", version=1
    )
    before = FraudLink.objects.values().get()
    second = match_now(lead, case)
    assert (second.links, second.new_links) == (1, 0)
    assert FraudLink.objects.values().get() == before


def test_more_rows_taken_in_later_raise_the_count_and_not_the_judgement(
    lead: Officer, case: Case
) -> None:
    dataset = make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1))
    match_now(lead, case)
    FraudLink.objects.update(judgement=Judgement.REJECTED)
    take_in_rows(dataset, f"王某甲,{mobile(1)}", f"李某乙,{mobile(1)}")
    match_now(lead, case)
    link = FraudLink.objects.get()
    assert (link.rows, link.judgement) == (3, Judgement.REJECTED)


def test_a_value_in_too_many_rows_is_listed_and_not_linked(
    lead: Officer, case: Case
) -> None:
    rows = [f"王某甲,{mobile(1)}"] * 1_001
    make_dataset(case, *rows, f"李某乙,{mobile(2)}")
    make_report(mobile(1))
    make_report(mobile(2))
    run = match_now(lead, case)
    assert run.links == 1
    braked = BrakedValue.objects.get()
    assert (braked.run, braked.mask, braked.rows, braked.reports) == (
        run,
        "138****0001",
        1_001,
        1,
    )


def test_a_run_needs_a_data_set_of_its_own_case(
    lead: Officer, case: Case, viewer: Officer
) -> None:
    theirs = make_dataset(make_case(lead=lead))
    for datasets in ([], [theirs]):
        with pytest.raises(ValidationError):
            services.start_run(officer=lead, case=case, datasets=datasets)
    with pytest.raises(PermissionDenied):
        services.start_run(officer=viewer, case=case, datasets=[make_dataset(case)])
    assert not MatchRun.objects.exists()


def test_a_cancelled_run_writes_nothing_and_can_be_started_again(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1))
    run = services.start_run(officer=lead, case=case, datasets=[dataset], wake=False)

    def cancel_first(reports: Any) -> Any:
        services.cancel_run(officer=lead, run=MatchRun.objects.get(pk=run.pk))
        return report_facts(reports)

    monkeypatch.setattr("cases.matching.runs.finding.report_facts", cancel_first)
    jobs.run(MatchRun, run.pk, work.cross_match)
    run.refresh_from_db()
    assert (run.state, FraudLink.objects.count()) == (Job.State.CANCELLED, 0)
    monkeypatch.undo()
    services.restart_run(officer=lead, run=run)
    jobs.run(MatchRun, run.pk, work.cross_match)
    run.refresh_from_db()
    assert (run.state, FraudLink.objects.count()) == (Job.State.DONE, 1)


def test_a_worker_killed_while_writing_leaves_nothing_half_done(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = make_dataset(case, f"王某甲,{mobile(1)}", f"李某乙,{mobile(2)}")
    make_report(mobile(1))
    make_report(mobile(2))
    undisturbed = match_now(lead, case)
    expected = found(case)
    FraudLink.objects.all().delete()

    def killed(*_args: Any) -> None:
        raise LeaseLost

    run = services.start_run(officer=lead, case=case, datasets=[dataset], wake=False)
    monkeypatch.setattr(work, "write_braked", killed)
    jobs.run(MatchRun, run.pk, work.cross_match)
    assert not FraudLink.objects.exists()
    run.refresh_from_db()
    assert run.state == Job.State.RUNNING
    monkeypatch.undo()
    # Nobody has written for longer than the lease: the next worker takes over.
    long_ago = timezone.now() - 2 * jobs.LEASE
    MatchRun.objects.filter(pk=run.pk).update(beat_at=long_ago)
    jobs.run(MatchRun, run.pk, work.cross_match)
    run.refresh_from_db()
    assert found(case) == expected
    assert (run.links, run.new_links) == (undisturbed.links, undisturbed.new_links)
    # The message comes once more: nothing happens.
    jobs.run(MatchRun, run.pk, work.cross_match)
    assert found(case) == expected


def test_a_worker_does_the_run(worker: None, lead: Officer, case: Case) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1))
    run = services.start_run(officer=lead, case=case, datasets=case.datasets.all())
    for _ in range(100):
        run.refresh_from_db()
        if not run.is_active:
            break
        time.sleep(0.1)
    assert (run.state, run.links) == (Job.State.DONE, 1)


def test_the_name_in_the_row_counts_for_or_against_the_link(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"Ann Example,{mobile(1)}")
    make_report(mobile(1), number="R-same", victim_name="ann example")
    make_report(mobile(1), number="R-other", victim_name="Ben Sample")
    make_report(mobile(1), number="R-hidden", victim_name="A**")
    match_now(lead, case)
    codes = {
        link.report.number: [reason["code"] for reason in link.reasons][-1]
        for link in FraudLink.objects.select_related("report")
    }
    assert codes == {
        "R-same": "name_agrees",
        "R-other": "name_differs",
        "R-hidden": "one_row",
    }
