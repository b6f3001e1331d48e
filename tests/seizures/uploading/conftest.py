"""A tus client of a few lines, and the upload that it speaks of."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.seizures.models import SeizedDataset
from cases.seizures.uploading.models import Upload
from tests.people import signed_in
from tests.seizures.making import as_text, make_dataset, people

CONTENT = as_text(people(50))
VERSION = {"Tus-Resumable": "1.0.0"}


class Tus:
    """Speaks the protocol in the name of one officer."""

    def __init__(self, officer: Officer) -> None:
        self.client = signed_in(officer)

    def create(
        self, dataset: SeizedDataset, size: int, name: str = "名单.csv", **headers: str
    ) -> Any:
        named = base64.b64encode(name.encode()).decode()
        address = reverse("cases:upload_create", args=[dataset.pk])
        asked = {
            "Upload-Length": str(size),
            "Upload-Metadata": f"filename {named}",
            **VERSION,
            **headers,
        }
        return self.client.post(address, headers=asked)

    def upload(self, dataset: SeizedDataset, size: int, name: str = "名单.csv") -> str:
        """The address of a new upload."""
        response = self.create(dataset, size, name)
        assert response.status_code == 201
        return str(response["Location"])

    def patch(self, address: str, offset: int, body: bytes, **headers: str) -> Any:
        kind = headers.pop("Content-Type", "application/offset+octet-stream")
        asked = {"Upload-Offset": str(offset), **VERSION, **headers}
        return self.client.patch(address, body, content_type=kind, headers=asked)

    def head(self, address: str) -> Any:
        return self.client.head(address, headers=VERSION)

    def delete(self, address: str) -> Any:
        return self.client.delete(address, headers=VERSION)

    def finish(self, address: str, **fields: Any) -> Any:
        return self.client.post(f"{address}finish/", fields)


@pytest.fixture
def dataset(lead: Officer, case: Case) -> SeizedDataset:
    return make_dataset(lead, case)


@pytest.fixture
def tus(lead: Officer) -> Tus:
    return Tus(lead)


def row(address: str) -> Upload:
    return Upload.objects.get(pk=int(address.rstrip("/").rpartition("/")[2]))


def arrived(tus: Tus, dataset: SeizedDataset, content: bytes = CONTENT) -> str:
    """An upload of two stretches, complete and not yet finished."""
    address = tus.upload(dataset, len(content))
    half = len(content) // 2
    tus.patch(address, 0, content[:half])
    tus.patch(address, half, content[half:])
    return address


def on_disk(data_dir: Path) -> list[str]:
    return sorted(str(path.relative_to(data_dir)) for path in data_dir.rglob("*.age*"))
