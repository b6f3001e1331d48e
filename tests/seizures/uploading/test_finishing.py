"""From stretches to one sealed original: checked, and stored once."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case, CaseMember
from cases.common import jobs
from cases.common.jobs import Claim, Job
from cases.common.uploads import open_sealed, originals_dir
from cases.engine.errors import Cancelled
from cases.engine.originals import Sealer
from cases.seizures.models import CustodyEvent, SeizedDataset, SeizedFile
from cases.seizures.uploading import services
from cases.seizures.uploading.assembling import assemble
from cases.seizures.uploading.models import Upload
from tests.engine.archives.making import a_zip
from tests.seizures.making import make_dataset, make_exhibit
from tests.seizures.uploading.conftest import CONTENT, Tus, arrived, on_disk, row

SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_stretches_become_one_original_and_are_gone(
    tus: Tus, dataset: SeizedDataset, data_dir: Path
) -> None:
    answer = tus.finish(arrived(tus, dataset), sha256=SHA256).json()
    file = SeizedFile.objects.get()
    assert (answer["state"], answer["file"]) == ("done", file.get_absolute_url())
    assert (file.name, file.sha256, file.size) == ("名单.csv", SHA256, len(CONTENT))
    assert file.md5 == hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
    with open_sealed(file.original) as stream:
        assert stream.read() == CONTENT
    assert on_disk(data_dir) == [f"originals/{file.original}"]


def test_the_page_is_told_whether_there_are_columns_to_confirm(
    tus: Tus, dataset: SeizedDataset
) -> None:
    text = tus.finish(arrived(tus, dataset), sha256=SHA256).json()
    packed = a_zip({"one.csv": CONTENT, "two.csv": CONTENT})
    address = arrived(tus, dataset, packed)
    archive = tus.finish(address, sha256=hashlib.sha256(packed).hexdigest()).json()
    assert (text["is_archive"], archive["is_archive"]) == (False, True)


def test_equal_hashes_stand_on_the_page_and_in_the_custody_record(
    tus: Tus, lead: Officer, case: Case
) -> None:
    dataset = make_dataset(lead, case, exhibit=make_exhibit(lead, case))
    tus.finish(arrived(tus, dataset), sha256=SHA256.upper())
    file = SeizedFile.objects.get()
    assert file.sha256_before == SHA256
    assert "before transfer and after agree" in CustodyEvent.objects.get().purpose
    file.state = Job.State.FAILED
    file.save()
    page = tus.client.get(file.get_absolute_url()).content.decode()
    assert "Hash before transfer and after agree" in page


def test_without_a_hash_before_nothing_is_claimed(
    tus: Tus, lead: Officer, case: Case
) -> None:
    dataset = make_dataset(lead, case, exhibit=make_exhibit(lead, case))
    tus.finish(arrived(tus, dataset))
    assert "agree" not in CustodyEvent.objects.get().purpose
    assert SeizedFile.objects.get().sha256_before == ""


def test_another_hash_is_refused_and_nothing_is_kept(
    tus: Tus, dataset: SeizedDataset, data_dir: Path
) -> None:
    address = arrived(tus, dataset)
    answer = tus.finish(address, sha256="0" * 64).json()
    assert answer["state"] == "failed"
    assert "SHA-256 values differ" in answer["message"]
    assert not answer["can_go_on"]
    assert not SeizedFile.objects.exists()
    assert on_disk(data_dir) == []
    again = tus.finish(address, sha256=SHA256)
    assert again.status_code == 409
    assert "Upload it again" in again.json()["message"]


def test_an_upload_that_is_not_complete_cannot_be_finished(
    tus: Tus, dataset: SeizedDataset
) -> None:
    address = tus.upload(dataset, 10)
    tus.patch(address, 0, b"12345")
    answer = tus.finish(address, sha256=SHA256)
    assert answer.status_code == 409
    assert "not complete" in answer.json()["message"]
    assert tus.patch(address, 5, b"67890").status_code == 204


def test_a_finished_upload_is_finished_once(tus: Tus, dataset: SeizedDataset) -> None:
    address = arrived(tus, dataset)
    first = tus.finish(address, sha256=SHA256).json()
    assert tus.finish(address, sha256=SHA256).json() == first
    assert SeizedFile.objects.count() == 1


def test_the_same_content_waits_for_the_officers_decision(
    tus: Tus, dataset: SeizedDataset, data_dir: Path
) -> None:
    tus.finish(arrived(tus, dataset))
    address = arrived(tus, dataset)
    answer = tus.finish(address).json()
    assert answer["is_same"]
    assert "“名单.csv”" in answer["message"]
    assert SeizedFile.objects.count() == 1
    assert len(on_disk(data_dir)) == 2
    assert tus.finish(address, again="1").json()["state"] == "done"
    assert SeizedFile.objects.count() == 2
    assert len(on_disk(data_dir)) == 2


def test_the_same_content_left_out_leaves_nothing(
    tus: Tus,
    dataset: SeizedDataset,
    data_dir: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    tus.finish(arrived(tus, dataset))
    address = arrived(tus, dataset)
    tus.finish(address)
    with django_capture_on_commit_callbacks(execute=True):
        assert tus.delete(address).status_code == 204
    assert len(on_disk(data_dir)) == 1
    assert SeizedFile.objects.count() == 1


def test_an_empty_file_gets_its_sentence(
    tus: Tus, dataset: SeizedDataset, data_dir: Path
) -> None:
    answer = tus.finish(tus.upload(dataset, 0)).json()
    assert answer["state"] == "failed"
    assert "empty" in answer["message"]
    assert on_disk(data_dir) == []


@pytest.mark.parametrize("harm", ["flipped", "missing", "swapped"])
def test_a_stretch_that_is_not_what_arrived_is_found(
    tus: Tus, dataset: SeizedDataset, harm: str
) -> None:
    upload = row(arrived(tus, dataset))
    first, second = (upload.folder / s.sealed for s in upload.stretches.all())
    if harm == "flipped":
        content = bytearray(first.read_bytes())
        content[-1] ^= 1
        first.write_bytes(content)
    elif harm == "missing":
        second.unlink()
    else:
        shutil.copy(second, first)
    answer = tus.finish(upload.get_absolute_url()).json()
    assert answer["state"] == "failed"
    assert "changed or is cut off" in answer["message"]
    assert list(originals_dir().iterdir()) == []


def test_a_worker_killed_while_sealing_leaves_nothing_twice(
    tus: Tus, dataset: SeizedDataset, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = row(arrived(tus, dataset))
    monkeypatch.setattr(services, "AT_ONCE_BYTES", 0)
    tus.finish(upload.get_absolute_url(), sha256=SHA256)
    # What a killed worker leaves: a claim that nobody renews, half a file.
    (originals_dir() / "half.age.part").write_bytes(b"half")
    Upload.objects.filter(pk=upload.pk).update(
        state=Job.State.RUNNING,
        original="half.age",
        beat_at=timezone.now() - jobs.LEASE * 2,
    )
    jobs.run(Upload, upload.pk, assemble)
    file = SeizedFile.objects.get()
    assert file.sha256 == SHA256
    assert on_disk(data_dir) == [f"originals/{file.original}"]


def test_a_worker_killed_after_sealing_does_not_seal_again(
    tus: Tus, dataset: SeizedDataset, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = arrived(tus, dataset)
    with monkeypatch.context() as patch:

        def die(*_: object, **__: object) -> None:
            raise Cancelled

        patch.setattr("cases.seizures.services.add_file", die)
        assert tus.finish(address).json()["state"] == "cancelled"
    (sealed,) = on_disk(data_dir)
    assert tus.finish(address).json()["state"] == "done"
    assert on_disk(data_dir) == [sealed]


def test_a_full_disk_while_sealing_keeps_the_stretches(
    tus: Tus, dataset: SeizedDataset, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = arrived(tus, dataset)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Sealer, "write", full)
        answer = tus.finish(address).json()
    assert "disk is full" in answer["message"]
    assert answer["can_go_on"]
    assert tus.finish(address).json()["state"] == "done"
    assert len(on_disk(data_dir)) == 1


def test_a_worker_that_lost_its_lease_stops(
    tus: Tus, dataset: SeizedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = row(arrived(tus, dataset))
    monkeypatch.setattr(services, "AT_ONCE_BYTES", 0)
    services.finish(officer=tus_officer(upload), upload=upload)

    def stolen(claim: Claim) -> None:
        Upload.objects.filter(pk=upload.pk).update(lease=None)
        assemble(claim)

    jobs.run(Upload, upload.pk, stolen)
    assert not SeizedFile.objects.exists()


def tus_officer(upload: Upload) -> Officer:
    officer = upload.requested_by
    assert isinstance(officer, Officer)
    return officer


def test_who_lost_the_role_meanwhile_is_told(
    tus: Tus, dataset: SeizedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = row(arrived(tus, dataset))
    monkeypatch.setattr(services, "AT_ONCE_BYTES", 0)
    services.finish(officer=tus_officer(upload), upload=upload)
    CaseMember.objects.update(role="viewer")
    jobs.run(Upload, upload.pk, assemble)
    upload.refresh_from_db()
    assert upload.error_code == "no_longer_allowed"


def test_the_name_is_a_name_and_nothing_else(tus: Tus, dataset: SeizedDataset) -> None:
    for given, kept in (
        ("../../etc/passwd", "../../etc/passwd"),
        ("a\nb\x00.csv", "ab.csv"),
        ("", "upload"),
        ("名" * 300 + ".csv", "名" * 251 + ".csv"),
    ):
        assert row(tus.upload(dataset, 5, given)).name == kept
