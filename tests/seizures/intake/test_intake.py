"""The whole job on real files, held against what was put into them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.jobs import Claim
from cases.engine.errors import Cancelled
from cases.engine.intake import Progress
from cases.seizures import masking, services, stores
from cases.seizures.intake.taking_in import expected_rows, take_in
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.signals import dataset_ready
from tests.people import signed_in
from tests.seizures.making import (
    as_text,
    as_workbook,
    confirm,
    make_dataset,
    make_draft,
    people,
    taken_in,
)

FORMS = [
    (encoding, separator)
    for encoding in ("utf-8", "utf-8-sig", "gb18030")
    for separator in (",", "\t", "|", "----")
]


@pytest.fixture
def dataset(lead: Officer, case: Case) -> SeizedDataset:
    return make_dataset(lead, case)


@pytest.mark.parametrize(("encoding", "separator"), FORMS)
def test_text_of_every_kind_is_counted_as_it_is(
    lead: Officer, dataset: SeizedDataset, encoding: str, separator: str
) -> None:
    frame = people(120)
    frame = pl.concat([frame, frame.head(20)])
    file = taken_in(lead, dataset, as_text(frame, separator, encoding), "seized.txt")
    assert file.state == SeizedFile.State.DONE
    assert (file.rows_read, file.rows_stored, file.rows_rejected) == (140, 140, 0)
    mobile = file.identifiers["mobile"]
    assert (mobile["valid"], mobile["unique"], mobile["duplicates"]) == (140, 120, 20)
    assert file.identifiers["resident_id"]["unique"] == frame["身份证号"].n_unique()
    assert stores.read_row(file, 5).values == frame.row(5)


def test_every_sheet_of_a_workbook_is_taken_in(
    lead: Officer, dataset: SeizedDataset
) -> None:
    content = as_workbook(一月=people(60, seed=1), 二月=people(40, seed=2))
    file = taken_in(lead, dataset, content, "seized.xlsx")
    assert file.rows_read == file.rows_stored == 100
    assert file.identifiers["mobile"]["valid"] == 100
    assert stores.read_row(file, 60).values == people(40, seed=2).row(0)


def test_rejected_rows_and_odd_numbers_are_counted_with_their_place(
    lead: Officer, dataset: SeizedDataset
) -> None:
    text = (
        "姓名,手机号\n"
        "王某甲,19900000001\n"
        "李某乙,199****0002\n"
        "张某丙,19900000003,多出一格\n"
        "\n"
        "赵某丁,12345\n"
        "王某甲,19900000001\n"
    )
    file = taken_in(lead, dataset, text.encode())
    assert file.rows_read == 5
    assert file.rows_read == file.rows_stored + file.rows_rejected
    assert file.rejected == {"cell_count": 1}
    assert file.blank_lines == 1
    mobile = file.identifiers["mobile"]
    assert {name: mobile[name] for name in ("valid", "invalid", "masked")} == {
        "valid": 2,
        "invalid": 1,
        "masked": 1,
    }
    assert (mobile["unique"], mobile["duplicates"]) == (1, 1)
    assert [(place["line"], place["reason"]) for place in file.invalid_places] == [
        (3, "masked"),
        (6, "wrong_length"),
    ]


def test_a_number_in_two_files_is_a_duplicate_in_the_set(
    lead: Officer, dataset: SeizedDataset
) -> None:
    frame = people(50)
    first = taken_in(lead, dataset, as_text(frame), "a.csv")
    taken_in(lead, dataset, as_text(frame.tail(20)), "b.csv")
    dataset.refresh_from_db()
    assert (dataset.rows_read, dataset.rows_stored) == (70, 70)
    assert first.identifiers["mobile"]["duplicates"] == 0
    mobile = dataset.identifiers["mobile"]
    assert (mobile["valid"], mobile["unique"], mobile["duplicates"]) == (70, 50, 20)


def test_nothing_personal_lies_in_the_clear_in_the_data_directory(
    lead: Officer, dataset: SeizedDataset, data_dir: Path
) -> None:
    frame = people(30)
    taken_in(lead, dataset, as_text(frame))
    files = [path for path in data_dir.rglob("*") if path.is_file()]
    assert len(files) > 10
    written = b"".join(path.name.encode() + path.read_bytes() for path in files)
    for column in ("姓名", "手机号", "身份证号", "地址"):
        assert frame[column][7].encode() not in written


def test_an_intake_that_was_killed_goes_on_and_counts_the_same(
    lead: Officer, dataset: SeizedDataset
) -> None:
    content = as_workbook(a=people(60, seed=1), b=people(40, seed=2))
    undisturbed = taken_in(lead, dataset, content, "seized.xlsx")
    file = make_draft(lead, dataset, content, "seized.xlsx", again=True)
    confirm(lead, file)
    long_ago = timezone.now() - jobs.LEASE - timedelta(seconds=1)
    dead = uuid.uuid4()
    SeizedFile.objects.filter(pk=file.pk).update(
        state=SeizedFile.State.RUNNING, lease=dead, beat_at=long_ago
    )
    stopped = _Stopping(SeizedFile.objects.get(pk=file.pk), dead)
    with pytest.raises(Cancelled):
        take_in(stopped)
    jobs.run(SeizedFile, file.pk, take_in)
    file.refresh_from_db()
    assert file.state == SeizedFile.State.DONE
    assert file.identifiers == undisturbed.identifiers
    assert file.rows_stored == undisturbed.rows_stored
    with pytest.raises(jobs.LeaseLost):
        take_in(Claim(file, dead))


class _Stopping(Claim):
    """Ends in the middle of the work, as a killed worker does."""

    def progress(self, *_: Any, **__: Any) -> None:
        raise Cancelled


def test_a_cancelled_intake_starts_again(lead: Officer, dataset: SeizedDataset) -> None:
    file = confirm(lead, make_draft(lead, dataset, as_text(people())))
    services.cancel(officer=lead, file=file)
    jobs.run(SeizedFile, file.pk, take_in)
    file.refresh_from_db()
    assert (file.state, file.rows_read) == (SeizedFile.State.CANCELLED, 0)
    services.start_again(officer=lead, file=file)
    jobs.run(SeizedFile, file.pk, take_in)
    file.refresh_from_db()
    assert (file.state, file.rows_read) == (SeizedFile.State.DONE, 200)


def test_what_is_taken_in_is_told_to_those_above(
    lead: Officer,
    dataset: SeizedDataset,
    django_capture_on_commit_callbacks: Any,
) -> None:
    told = []

    def hear(dataset_id: int, **_: Any) -> None:
        told.append(SeizedDataset.objects.get(pk=dataset_id).rows_stored)

    dataset_ready.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            taken_in(lead, dataset, as_text(people()))
    finally:
        dataset_ready.disconnect(hear)
    assert told == [200]


def test_a_row_is_shown_masked(lead: Officer, dataset: SeizedDataset) -> None:
    frame = people(10)
    file = taken_in(lead, dataset, as_text(frame))
    cells = masking.masked_record(stores.read_row(file, 4))
    shown = {cell.role: cell.text for cell in cells}
    name, mobile, resident_id, address = frame.row(4)
    assert shown["name"] == name[0] + "＊＊"
    assert shown["mobile"] == f"{mobile[:3]}****{mobile[-4:]}"
    assert resident_id not in shown["resident_id"]
    assert address not in shown["address"]


def test_the_rows_of_a_text_are_estimated_from_its_bytes() -> None:
    half = Progress("reading", 0, rows=500, position=10_000, total=20_000)
    assert expected_rows(half, size=20_000) == 1_000


def test_the_rows_of_a_workbook_are_those_of_its_sheets() -> None:
    second = Progress("reading", 1, rows=150, position=50, total=400)
    assert expected_rows(second, size=20_000) == 500


def test_a_fault_of_those_above_does_not_undo_the_intake(
    lead: Officer, dataset: SeizedDataset, django_capture_on_commit_callbacks: Any
) -> None:
    def fail(**_: Any) -> None:
        raise ValueError

    dataset_ready.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            file = taken_in(lead, dataset, as_text(people(5)))
    finally:
        dataset_ready.disconnect(fail)
    assert file.state == SeizedFile.State.DONE


def test_while_the_queue_is_down_the_job_waits_and_says_so(
    lead: Officer,
    dataset: SeizedDataset,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("celery.app.base.Celery.send_task", down)
    file = make_draft(lead, dataset, as_text(people(5)))
    with django_capture_on_commit_callbacks(execute=True):
        services.confirm_file(officer=lead, file=file, sheets=file.layouts)
    file.refresh_from_db()
    assert (file.state, file.sent_at) == (SeizedFile.State.WAITING, None)
    later = timezone.now() - timedelta(seconds=30)
    SeizedFile.objects.filter(pk=file.pk).update(submitted_at=later)
    page = signed_in(lead).get(file.get_absolute_url()).content.decode()
    assert "No worker has taken the job yet" in page
    monkeypatch.undo()
    assert jobs.resend_waiting() == 1
