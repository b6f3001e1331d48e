"""Exhibits, data sets and files on their pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import services as casefiles
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.uploads import originals_dir
from cases.seizures.intake.taking_in import take_in
from cases.seizures.models import Exhibit, SeizedDataset, SeizedFile
from tests.engine.readers.making_workbooks import xls
from tests.people import signed_in
from tests.seizures.making import (
    as_text,
    make_dataset,
    make_draft,
    make_exhibit,
    people,
    posted,
    taken_in,
)

EXHIBIT = {
    "number": "1-1",
    "name": "Laptop",
    "medium": "computer",
    "seized_at": "2021-01-30T11:00",
    "place": "Factory dormitory",
    "investigators": "侦查员甲、侦查员乙",
    "holder_signed": "on",
}


def upload(client: Client, dataset: SeizedDataset, *files: Any, **more: Any) -> Any:
    chosen = [SimpleUploadedFile(name, content) for name, content in files]
    address = reverse("cases:dataset_upload", args=[dataset.pk])
    return client.post(address, {"upload": chosen, **more})


def test_from_the_upload_to_the_account(
    as_lead: Client, dataset: SeizedDataset
) -> None:
    frame = people(30)
    content = as_text(frame, "|", "gb18030") + b"odd\r\n"
    response = upload(as_lead, dataset, ("seized.txt", content))
    file = SeizedFile.objects.get()
    confirm = reverse("cases:file_detail", args=[file.pk])
    assert response["Location"] == confirm
    page = as_lead.get(confirm).content.decode()
    assert frame["手机号"][0] not in page
    assert frame["姓名"][0] not in page
    assert f"{frame['手机号'][0][:3]}****{frame['手机号'][0][-4:]}" in page
    response = as_lead.post(confirm, {**posted(), "confirm": ""})
    assert response["Location"] == file.get_absolute_url()
    jobs.run(SeizedFile, file.pk, take_in)
    page = as_lead.get(file.get_absolute_url()).content.decode()
    assert "too many or too few cells" in page
    assert "line 32" in page
    assert file.sha256 in page
    rejected = as_lead.get(reverse("cases:file_rejected", args=[file.pk]))
    lines = rejected.content.decode("utf-8-sig").splitlines()
    assert "Exported by Lead" in lines[0]
    assert lines[2:] == ["seized.txt,,32,too many or too few cells"]
    page = as_lead.get(dataset.get_absolute_url()).content.decode()
    assert "31" in page


def test_a_hidden_sheet_is_shown_as_one_before_and_after_it_is_taken_in(
    as_lead: Client, lead: Officer, dataset: SeizedDataset
) -> None:
    rows: list[list[object]] = [["姓名", "手机号"], ["王某甲", 13800001234]]
    file = make_draft(lead, dataset, xls(rows, rows, hidden=1), "账本.xls")
    confirm = reverse("cases:file_detail", args=[file.pk])
    page = as_lead.get(confirm).content.decode()
    assert "XLS</span>" in page
    assert page.count("hidden sheet") == 2  # in the list of sheets and over its rows
    assert "another format than" not in page
    answers = {
        f"columns{sheet}-{place}": kind
        for sheet in range(2)
        for place, kind in enumerate(("name", "mobile"))
    }
    lines = {f"sheet{sheet}-header_line": "1" for sheet in range(2)}
    as_lead.post(confirm, {**answers, **lines, "confirm": ""})
    jobs.run(SeizedFile, file.pk, take_in)
    page = as_lead.get(file.get_absolute_url()).content.decode()
    assert page.count("hidden sheet") == 1
    file.refresh_from_db()
    assert (file.rows_read, file.rows_stored) == (2, 2)


def test_the_upload_form_names_and_offers_every_format(
    as_lead: Client, dataset: SeizedDataset
) -> None:
    address = reverse("cases:dataset_upload", args=[dataset.pk])
    page = as_lead.get(address).content.decode()
    for suffix in (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"):
        assert page.count(suffix) >= 2


def test_several_files_at_once_and_one_is_bad(
    as_lead: Client, dataset: SeizedDataset
) -> None:
    good, bad = as_text(people(5)), b"\x89PNG\r\n\x1a\n"
    response = upload(as_lead, dataset, ("good.csv", good), ("bad.csv", bad))
    page = response.content.decode()
    assert "bad.csv: This is no table" in page
    assert [file.name for file in SeizedFile.objects.all()] == ["good.csv"]
    assert len(list(originals_dir().iterdir())) == 1


def test_the_same_file_again_is_named_and_left_to_the_officer(
    as_lead: Client, dataset: SeizedDataset
) -> None:
    content = as_text(people(5))
    upload(as_lead, dataset, ("one.csv", content))
    page = upload(as_lead, dataset, ("two.csv", content)).content.decode()
    assert "as “one.csv” in the data set “快递料”" in page
    assert SeizedFile.objects.count() == 1
    upload(as_lead, dataset, ("two.csv", content), again="on")
    assert SeizedFile.objects.count() == 2


def test_an_upload_cut_off_leaves_nothing(
    as_lead: Client, dataset: SeizedDataset
) -> None:
    boundary = "cut"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="upload";'
        f' filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n手机号\r\n1990000'
    ).encode()
    response = as_lead.post(
        reverse("cases:dataset_upload", args=[dataset.pk]),
        body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    assert response.status_code == 400
    assert not SeizedFile.objects.exists()
    assert not list(originals_dir().iterdir())


def test_a_form_without_a_file_says_so(as_lead: Client, dataset: SeizedDataset) -> None:
    page = upload(as_lead, dataset).content.decode()
    assert "This field is required" in page


def test_a_file_from_an_exhibit_enters_its_custody(
    lead: Officer, case: Case, as_lead: Client
) -> None:
    exhibit = make_exhibit(lead, case)
    dataset = make_dataset(lead, case, exhibit=exhibit)
    file = make_draft(lead, dataset, as_text(people(5)))
    page = as_lead.get(exhibit.get_absolute_url()).content.decode()
    assert file.sha256 in page
    assert "File extracted and sealed: seized.csv" in page


def test_an_exhibit_needs_two_investigators_and_a_signature_or_witness(
    as_lead: Client, case: Case
) -> None:
    address = reverse("cases:exhibit_create", args=[case.pk])
    alone = as_lead.post(address, {**EXHIBIT, "investigators": "侦查员甲"})
    assert "Name at least two investigators" in alone.content.decode()
    unsigned = {k: v for k, v in EXHIBIT.items() if k != "holder_signed"}
    assert "name a witness" in as_lead.post(address, unsigned).content.decode()
    assert as_lead.post(address, EXHIBIT).status_code == 302
    exhibit = Exhibit.objects.get()
    changed = {**EXHIBIT, "name": "Desktop", "version": exhibit.version}
    edit = reverse("cases:exhibit_update", args=[exhibit.pk])
    assert as_lead.post(edit, changed).status_code == 302
    assert as_lead.post(edit, changed).status_code == 409
    twice = as_lead.post(address, EXHIBIT)
    assert "an exhibit of this number already" in twice.content.decode()


def test_a_custody_event_is_added(as_lead: Client, lead: Officer, case: Case) -> None:
    exhibit = make_exhibit(lead, case)
    address = reverse("cases:custody_create", args=[exhibit.pk])
    event = {"at": "2021-02-01T09:00", "purpose": "Handed to the laboratory"}
    assert as_lead.post(address, event).status_code == 302
    assert (
        "Handed to the laboratory"
        in as_lead.get(exhibit.get_absolute_url()).content.decode()
    )


def test_a_data_set_is_added_and_changed(as_lead: Client, case: Case) -> None:
    typed = {
        "title": "学生料",
        "info_class": "C",
        "source": "insider",
        "freshness": "unknown",
        "sector": "student",
    }
    as_lead.post(reverse("cases:dataset_create", args=[case.pk]), typed)
    dataset = SeizedDataset.objects.get()
    changed = {**typed, "title": "学生料二", "version": dataset.version}
    as_lead.post(reverse("cases:dataset_update", args=[dataset.pk]), changed)
    dataset.refresh_from_db()
    assert dataset.title == "学生料二"


def test_an_outsider_finds_nothing(
    lead: Officer, dataset: SeizedDataset, outsider: Officer, draft: SeizedFile
) -> None:
    client = signed_in(outsider)
    assert upload(client, dataset, ("a.csv", b"x")).status_code == 404
    for name in ("detail", "job", "rejected"):
        address = reverse(f"cases:file_{name}", args=[draft.pk])
        assert client.get(address).status_code == 404
    for name in ("detail", "cancel", "start"):
        address = reverse(f"cases:file_{name}", args=[draft.pk])
        assert client.post(address).status_code == 404
    assert len(list(originals_dir().iterdir())) == 1


def test_a_viewer_reads_and_does_not_put_files_in(
    dataset: SeizedDataset, viewer: Officer, draft: SeizedFile
) -> None:
    client = signed_in(viewer)
    assert client.get(draft.get_absolute_url()).status_code == 200
    assert upload(client, dataset, ("a.csv", b"x")).status_code == 403
    confirm = reverse("cases:file_detail", args=[draft.pk])
    client.post(confirm, posted(confirm=""))
    draft.refresh_from_db()
    assert draft.state == SeizedFile.State.DRAFT
    start = reverse("cases:file_start", args=[draft.pk])
    assert client.post(start).status_code == 403
    assert len(list(originals_dir().iterdir())) == 1


def test_a_prosecutor_sees_the_account_and_changes_nothing(
    lead: Officer, case: Case, dataset: SeizedDataset, prosecutor: Officer
) -> None:
    file = taken_in(lead, dataset, as_text(people(5)))
    casefiles.hand_over(officer=lead, case=case, unit=prosecutor.unit)
    client = signed_in(prosecutor)
    assert file.sha256 in client.get(file.get_absolute_url()).content.decode()
    assert upload(client, dataset, ("a.csv", b"x")).status_code == 403


def test_reading_a_file_is_recorded(
    as_lead: Client, lead: Officer, draft: SeizedFile
) -> None:
    as_lead.get(draft.get_absolute_url())
    entry = Entry.objects.get(action=Action.READ, object_type="seizedfile")
    assert (entry.actor, entry.case_id) == (lead, draft.case_id)


@pytest.mark.parametrize("name", ["exhibit_list", "dataset_list"])
def test_a_list_asks_the_database_no_more_for_more_rows(
    as_lead: Client,
    lead: Officer,
    case: Case,
    name: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        exhibit = make_exhibit(lead, case, number=f"1-{number}")
        make_dataset(lead, case, exhibit=exhibit)
    with django_assert_max_num_queries(14):
        shown = as_lead.get(reverse(f"cases:{name}"), {"case": case.pk})
    assert shown.content.count(b"<tr") > 20
