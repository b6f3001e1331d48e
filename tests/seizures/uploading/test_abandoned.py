"""Uploads that nobody finishes are removed, and nothing else with them."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from cases.common.uploads import open_sealed, originals_dir
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.uploading import services
from cases.seizures.uploading.models import KEPT, Upload
from tests.seizures.uploading.conftest import CONTENT, Tus, arrived, on_disk, row


def test_an_abandoned_upload_is_removed_and_a_live_one_stays(
    tus: Tus,
    dataset: SeizedDataset,
    data_dir: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    old, young = arrived(tus, dataset), arrived(tus, dataset)
    long_ago = timezone.now() - KEPT - timedelta(minutes=1)
    Upload.objects.filter(pk=row(old).pk).update(updated_at=long_ago)
    orphan = row(old).folder.with_name("999999")
    orphan.mkdir()
    (orphan / "x.age").write_bytes(b"sealed")
    stale = originals_dir() / "y.age.part"
    stale.write_bytes(b"sealed")
    os.utime(stale, (long_ago.timestamp(), long_ago.timestamp()))
    with django_capture_on_commit_callbacks(execute=True):
        assert services.remove_abandoned() == 1
    assert tus.head(old).status_code == 404
    assert tus.head(young)["Upload-Offset"] == str(len(CONTENT))
    assert {name.split("/")[1] for name in on_disk(data_dir)} == {str(row(young).pk)}


def test_what_became_a_file_is_not_removed_with_its_upload(
    tus: Tus, dataset: SeizedDataset, django_capture_on_commit_callbacks: Any
) -> None:
    tus.finish(arrived(tus, dataset))
    Upload.objects.update(updated_at=timezone.now() - KEPT * 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.remove_abandoned() == 1
    file = SeizedFile.objects.get()
    with open_sealed(file.original) as stream:
        assert stream.read() == CONTENT
