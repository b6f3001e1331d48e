"""What repeats over all data sets of a holder."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.seizures.accounting import repetition_counts
from cases.seizures.forms import DatasetForm
from cases.seizures.intake.counts import merged_counts
from cases.seizures.intake.taking_in import take_in
from cases.seizures.models import (
    DatasetCount,
    HolderCount,
    SeizedDataset,
    SeizedFile,
)
from cases.summaries.making import make
from cases.summaries.models import Summary, Volume
from cases.summaries.services import request_summary
from cases.suspects.models import Suspect
from cases.suspects.services import add_suspect
from tests.seizures.making import (
    as_text,
    confirm,
    count_repetitions,
    make_dataset,
    make_draft,
    people,
    taken_in,
)

State = HolderCount.State


@pytest.fixture
def holder(lead: Officer, case: Case) -> Suspect:
    return add_suspect(officer=lead, case=case, name="王超")


def two_sets(lead: Officer, case: Case, holder: Suspect) -> list[SeizedDataset]:
    """Ten people each, of whom five are in both."""
    frames = (people(10, 1), people(10, 1).head(5).vstack(people(5, 2)))
    found = []
    for number, frame in enumerate(frames):
        dataset = make_dataset(lead, case, title=f"set {number}", holder=holder)
        taken_in(lead, dataset, as_text(frame), f"{number}.csv")
        found.append(dataset)
    return found


def counted(holder: Suspect) -> HolderCount:
    row = HolderCount.objects.get(holder=holder)
    jobs.run(HolderCount, row.pk, repetition_counts.count_holder)
    row.refresh_from_db()
    return row


def test_a_value_in_two_data_sets_is_one_repetition_of_the_holder(
    as_lead: Client, lead: Officer, case: Case, holder: Suspect
) -> None:
    first, _second = two_sets(lead, case, holder)
    row = counted(holder)
    assert (row.state, row.datasets, row.files) == (State.DONE, 2, 2)
    mobile = row.identifiers["mobile"]
    assert (mobile["valid"], mobile["unique"], mobile["duplicates"]) == (20, 15, 5)
    first.refresh_from_db()
    lines = repetition_counts.repetitions(row, first)
    line = next(line for line in lines if line.dataset == 0)
    assert (line.files, line.holder, line.holder_unique) == (0, 5, 15)
    page = as_lead.get(first.get_absolute_url()).content.decode()
    assert "data sets 2, files 2" in page
    assert "counted anew" not in page


def test_a_further_file_asks_for_a_new_count_and_the_page_says_so(
    as_lead: Client, lead: Officer, case: Case, holder: Suspect
) -> None:
    first, _second = two_sets(lead, case, holder)
    counted(holder)
    taken_in(lead, first, as_text(people(4, 9)), "more.csv")
    row = HolderCount.objects.get(holder=holder)
    assert row.state == State.WAITING
    assert not repetition_counts.is_current(row)
    page = as_lead.get(first.get_absolute_url()).content.decode()
    assert "being counted anew" in page
    assert counted(holder).identifiers["mobile"]["valid"] == 24


def test_a_file_taken_in_while_it_counts_is_not_forgotten(
    lead: Officer,
    case: Case,
    holder: Suspect,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, _second = two_sets(lead, case, holder)

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        taken_in(lead, first, as_text(people(4, 9)), "meanwhile.csv")
        return merged_counts(*args, **kwargs)

    monkeypatch.setattr(repetition_counts, "merged_counts", meanwhile)
    row = HolderCount.objects.get(holder=holder)
    jobs.run(HolderCount, row.pk, repetition_counts.count_holder)
    monkeypatch.undo()
    row.refresh_from_db()
    assert row.state == State.WAITING
    assert counted(holder).files == 3


def test_another_holder_of_a_data_set_changes_both_counts(
    as_lead: Client, lead: Officer, case: Case, holder: Suspect
) -> None:
    _first, second = two_sets(lead, case, holder)
    counted(holder)
    other = add_suspect(officer=lead, case=case, name="李强")
    second.refresh_from_db()
    edit = reverse("cases:dataset_update", args=[second.pk])
    told = {name: getattr(second, name) for name in DatasetForm.Meta.fields}
    typed = {name: value for name, value in told.items() if value is not None}
    as_lead.post(edit, {**typed, "holder": other.pk, "version": second.version})
    assert counted(holder).identifiers["mobile"]["valid"] == 10
    assert counted(other).identifiers["mobile"]["valid"] == 10


def test_without_a_holder_nothing_is_counted(
    lead: Officer, dataset: SeizedDataset
) -> None:
    taken_in(lead, dataset, as_text(people(3)))
    assert not HolderCount.objects.exists()


def test_a_data_set_is_counted_once_when_the_last_of_its_files_has_ended(
    as_lead: Client,
    lead: Officer,
    dataset: SeizedDataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passes: list[int] = []

    def counting(files: list[SeizedFile], **kwargs: Any) -> Any:
        passes.append(len(files))
        return merged_counts(files, **kwargs)

    monkeypatch.setattr(repetition_counts, "merged_counts", counting)
    frame = people(10)
    waiting = [
        confirm(lead, make_draft(lead, dataset, as_text(frame.tail(n)), f"{n}.csv"))
        for n in (10, 6, 4)
    ]
    for file in waiting[:2]:
        jobs.run(SeizedFile, file.pk, take_in)
        count_repetitions(dataset)
    row = DatasetCount.objects.get(dataset=dataset)
    assert (row.state, row.waits_for_others, passes) == (State.WAITING, True, [])
    page = as_lead.get(dataset.get_absolute_url()).content.decode()
    assert "do not yet cover all files" in page
    # Cancelled, the last file is nothing to wait for any more.
    jobs.request_cancel(waiting[2])
    count_repetitions(dataset)
    dataset.refresh_from_db()
    assert passes == [2]
    mobile = dataset.identifiers["mobile"]
    assert (mobile["valid"], mobile["unique"], mobile["duplicates"]) == (16, 10, 6)
    page = as_lead.get(dataset.get_absolute_url()).content.decode()
    assert "do not yet cover all files" not in page


def test_a_summary_waits_for_the_counts_that_it_states(
    lead: Officer, case: Case, dataset: SeizedDataset
) -> None:
    taken_in(lead, dataset, as_text(people(10)), "a.csv")
    file = confirm(lead, make_draft(lead, dataset, as_text(people(5)), "b.csv"))
    jobs.run(SeizedFile, file.pk, take_in)
    summary = request_summary(
        officer=lead, case=case, language="en", volume=Volume.LITIGATION
    )
    jobs.run(Summary, summary.pk, make)
    summary.refresh_from_db()
    assert (summary.state, summary.waits_for_others) == (State.WAITING, True)
    DatasetCount.objects.update(state=State.FAILED)
    jobs.run(Summary, summary.pk, make)
    summary.refresh_from_db()
    assert (summary.state, summary.error_code) == (State.FAILED, "not_counted")
