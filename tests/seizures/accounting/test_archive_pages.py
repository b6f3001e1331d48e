"""An archive's page: what is in it, what was refused, and where a password goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.common import jobs
from cases.seizures.intake.unpacking import take_in_or_unpack
from cases.seizures.models import SeizedDataset, SeizedFile
from tests.engine.archives.making import a_locked_zip, a_zip
from tests.people import signed_in
from tests.seizures.intake.test_archives import CONTENT, unpacked
from tests.seizures.making import as_text, make_dataset, people
from tests.seizures.test_pages import upload


@pytest.fixture
def dataset(lead: Officer, case: Case) -> SeizedDataset:
    return make_dataset(lead, case)


def page(client: Client, archive: SeizedFile) -> str:
    return client.get(archive.get_absolute_url()).content.decode()


def test_an_uploaded_archive_is_unpacked_and_shows_what_is_in_it(
    as_lead: Client, dataset: SeizedDataset
) -> None:
    response = upload(as_lead, dataset, ("货.zip", a_zip(CONTENT)))
    archive = SeizedFile.objects.get()
    assert response["Location"] == archive.get_absolute_url()
    assert archive.state == SeizedFile.State.WAITING
    jobs.run(SeizedFile, archive.pk, take_in_or_unpack)
    text = page(as_lead, archive)
    assert "快递/一月.csv" in text
    assert "又一份.csv = 快递/一月.csv" in text
    assert "photo.png" in text
    for figure in ("5</strong> files found", "2</strong> taken", "3</strong> refused"):
        assert figure in text
    assert 'name="passwords"' not in text
    refused = as_lead.get(reverse("cases:file_refused", args=[archive.pk]))
    rows = refused.getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == 5
    assert rows[2].startswith("货.zip/photo.png,108,")
    assert "货.zip" in page(as_lead, archive.members.get(name="一月.csv"))


def test_a_password_is_asked_for_tried_and_never_shown(
    as_lead: Client, lead: Officer, dataset: SeizedDataset
) -> None:
    archive = unpacked(lead, dataset, a_locked_zip(CONTENT, "geheim 1"))
    assert 'name="passwords"' in page(as_lead, archive)
    address = archive.get_absolute_url()
    answer = as_lead.post(address, {"passwords": "falsch\r\ngeheim 1\r\n"})
    assert answer.status_code == 302
    archive.refresh_from_db()
    assert archive.state == SeizedFile.State.WAITING
    assert archive.passwords == ["falsch", "geheim 1"]
    assert "geheim" not in page(as_lead, archive)
    jobs.run(SeizedFile, archive.pk, take_in_or_unpack)
    text = page(as_lead, archive)
    assert 'name="passwords"' not in text
    assert "2</strong> taken" in text
    assert not any("geheim" in str(vars(entry)) for entry in Entry.objects.all())


def test_no_password_given_is_said(
    as_lead: Client, lead: Officer, dataset: SeizedDataset
) -> None:
    archive = unpacked(lead, dataset, a_locked_zip(CONTENT, "x"))
    answer = as_lead.post(archive.get_absolute_url(), {"passwords": ""})
    assert answer.status_code == 200
    assert "This field is required" in answer.content.decode()


def test_a_viewer_sees_the_content_and_gives_no_password(
    viewer: Officer, lead: Officer, dataset: SeizedDataset
) -> None:
    archive = unpacked(lead, dataset, a_locked_zip(CONTENT, "x"))
    client = signed_in(viewer)
    assert 'name="passwords"' not in page(client, archive)
    client.post(archive.get_absolute_url(), {"passwords": "x"})
    archive.refresh_from_db()
    assert archive.state == SeizedFile.State.DONE
    assert archive.passwords == []


def test_an_outsider_finds_neither_the_archive_nor_its_list(
    outsider: Officer, lead: Officer, dataset: SeizedDataset
) -> None:
    archive = unpacked(lead, dataset, a_zip(CONTENT))
    client = signed_in(outsider)
    refused = reverse("cases:file_refused", args=[archive.pk])
    for address in (archive.get_absolute_url(), refused):
        assert client.get(address).status_code == 404


def test_the_page_asks_as_many_questions_for_many_members(
    as_lead: Client,
    lead: Officer,
    dataset: SeizedDataset,
    django_assert_max_num_queries: Any,
) -> None:
    content = {f"{n}.csv": as_text(people(2, seed=n)) for n in range(12)}
    archive = unpacked(lead, dataset, a_zip(content))
    with django_assert_max_num_queries(25):
        page(as_lead, archive)
