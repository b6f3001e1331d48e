"""A full disk is said on the page, whoever runs into it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.uploads import originals_dir
from cases.engine.originals import Sealer
from cases.seizures.models import SeizedDataset, SeizedFile
from tests.seizures.making import as_text, make_dataset, people


@pytest.fixture
def dataset(lead: Officer, case: Case) -> SeizedDataset:
    return make_dataset(lead, case)


def send(client: Client, dataset: SeizedDataset) -> Any:
    client.raise_request_exception = False
    upload = io.BytesIO(as_text(people(20)))
    upload.name = "seized.csv"
    address = reverse("cases:dataset_upload", args=[dataset.pk])
    return client.post(address, {"upload": upload})


def test_while_a_form_is_uploaded(
    as_lead: Client, dataset: SeizedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Sealer, "write", full)
    response = send(as_lead, dataset)
    assert response.status_code == 507
    assert "make room on the server" in response.content.decode()
    assert list(originals_dir().iterdir()) == []


def test_when_the_database_cannot_write(
    as_lead: Client, dataset: SeizedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError(
            'could not extend file "base/5/1249": No space left on device'
        )

    monkeypatch.setattr(SeizedFile, "save", full)
    response = send(as_lead, dataset)
    assert response.status_code == 507
    assert not SeizedFile.objects.exists()
    assert list(originals_dir().iterdir()) == []


def test_another_fault_is_no_full_disk(
    as_lead: Client, dataset: SeizedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr(SeizedFile, "save", fail)
    assert send(as_lead, dataset).status_code == 500
