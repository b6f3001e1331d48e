"""What becomes of links when a seized file is read anew."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from django.core.exceptions import ValidationError

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.matching import services
from cases.matching.models import FraudLink, Judgement, MatchRun
from cases.matching.runs import finding, work
from cases.seizures import services as seizures
from cases.seizures.columns import layouts
from cases.seizures.intake import rereading
from cases.seizures.intake.rereading import read_anew
from cases.seizures.models import Rereading, SeizedDataset, SeizedFile
from tests.matching.arrivals.test_arrivals import work_off
from tests.matching.making import make_report, match_now, mobile, take_in_rows
from tests.seizures.making import make_dataset, taken_in

CONTENT = (
    "姓名,手机号,备用电话\r\n"
    + "".join(f"王某,{mobile(n)},{mobile(n + 50)}\r\n" for n in range(10))
).encode()


@pytest.fixture
def dataset(lead: Officer, case: Case) -> SeizedDataset:
    return make_dataset(lead, case)


@pytest.fixture
def file(lead: Officer, dataset: SeizedDataset) -> SeizedFile:
    return taken_in(lead, dataset, CONTENT)


def link_of(lead: Officer, case: Case) -> FraudLink:
    """The report's number stands in the third row, in the second column."""
    make_report(mobile(2))
    match_now(lead, case)
    return FraudLink.objects.get()


def begun(lead: Officer, file: SeizedFile) -> Rereading:
    """Without the second column, and waiting for a worker."""
    row = rereading.begin(officer=lead, file=file)
    [item] = row.layouts
    mapping = {place: role for place, role in item["mapping"].items() if place != "1"}
    sheets = [layouts.with_mapping(item, mapping)]
    seizures.confirm_file(officer=lead, file=row, sheets=sheets, wake=False)
    return row


def judge(lead: Officer, link: FraudLink, word: Judgement) -> None:
    link.refresh_from_db()
    services.judge(
        officer=lead, link=link, judgement=word, reason="", version=link.version
    )


def test_links_that_nobody_judged_go_with_the_rows(
    lead: Officer, case: Case, file: SeizedFile
) -> None:
    link_of(lead, case)
    row = begun(lead, file)
    assert FraudLink.objects.count() == 1, "until the new rows are complete"
    jobs.run(Rereading, row.pk, read_anew)
    assert not FraudLink.objects.exists()
    match_now(lead, case)
    assert not FraudLink.objects.exists(), "the column is no longer searched"


def test_a_file_with_judged_links_is_not_read_anew(
    lead: Officer, case: Case, file: SeizedFile
) -> None:
    link = link_of(lead, case)
    judge(lead, link, Judgement.CONFIRMED)
    with pytest.raises(ValidationError, match="Officers have judged fraud links"):
        rereading.begin(officer=lead, file=file)
    judge(lead, link, Judgement.OPEN)
    with pytest.raises(ValidationError):
        rereading.begin(officer=lead, file=file)


def test_a_judgement_while_the_file_is_read_anew_keeps_the_old_rows(
    lead: Officer, case: Case, file: SeizedFile
) -> None:
    link = link_of(lead, case)
    row = begun(lead, file)
    judge(lead, link, Judgement.CONFIRMED)
    jobs.run(Rereading, row.pk, read_anew)
    row.refresh_from_db()
    assert (row.state, row.error_code) == (row.State.FAILED, "links_judged")
    link.refresh_from_db()
    assert link.first_file == file
    file.refresh_from_db()
    assert file.store == ""


def test_a_waiting_run_keeps_the_rows_where_they_are(
    lead: Officer, case: Case, dataset: SeizedDataset, file: SeizedFile
) -> None:
    services.start_run(officer=lead, case=case, datasets=[dataset], wake=False)
    with pytest.raises(ValidationError, match="A match run is at work"):
        rereading.begin(officer=lead, file=file)


def test_a_run_that_searched_the_old_rows_writes_no_links(
    lead: Officer,
    case: Case,
    dataset: SeizedDataset,
    file: SeizedFile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_report(mobile(2))
    score = finding.with_scores

    def then_replaced(found: pl.DataFrame) -> pl.DataFrame:
        links = score(found)
        SeizedFile.objects.filter(pk=file.pk).update(store="another")
        return links

    monkeypatch.setattr(finding, "with_scores", then_replaced)
    run = services.start_run(officer=lead, case=case, datasets=[dataset], wake=False)
    jobs.run(MatchRun, run.pk, work.cross_match)
    run.refresh_from_db()
    assert (run.state, run.error_code) == (run.State.FAILED, "replaced_meanwhile")
    assert not FraudLink.objects.exists()


def test_a_file_that_comes_while_a_run_is_at_work_is_matched_after_it(
    lead: Officer,
    case: Case,
    dataset: SeizedDataset,
    file: SeizedFile,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_report(mobile(2))
    score = finding.with_scores

    def then_grown(found: pl.DataFrame) -> pl.DataFrame:
        links = score(found)
        take_in_rows(dataset, f"李某乙,{mobile(2)}")
        return links

    monkeypatch.setattr(finding, "with_scores", then_grown)
    with django_capture_on_commit_callbacks(execute=True):
        match_now(lead, case)
    monkeypatch.undo()
    before = FraudLink.objects.get().rows
    [arrival] = work_off()
    assert arrival.dataset == dataset
    assert FraudLink.objects.get().rows == before + 1
