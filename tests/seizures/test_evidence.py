"""Files taken from the evidence folder: read as they lie there, and left so."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cases.access import words
from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.jobs import Job
from cases.common.uploads import open_sealed, originals_dir
from cases.engine import evidence
from cases.engine.errors import Cancelled, EngineError
from cases.engine.evidence import EvidenceFolder
from cases.engine.originals import Sealer
from cases.seizures.evidence import services
from cases.seizures.evidence.marks import mark
from cases.seizures.evidence.models import Taking
from cases.seizures.evidence.taking import take
from cases.seizures.models import SeizedDataset, SeizedFile
from tests.people import signed_in
from tests.seizures.making import as_text, make_dataset, people

CONTENT = as_text(people(40))
OTHER = as_text(people(40, seed=2))


@pytest.fixture
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "evidence"
    (root / "disk" / "深").mkdir(parents=True)
    (root / "a.csv").write_bytes(CONTENT)
    (root / "disk" / "b.csv").write_bytes(OTHER)
    (root / "disk" / "深" / "notes.csv").write_bytes(as_text(people(9, seed=3)))
    settings.CASEDESK_EVIDENCE_DIR = root
    # As if everything had lain there for long.
    monkeypatch.setattr(evidence, "QUIET_SECONDS", -1)
    return root


@pytest.fixture
def dataset(lead: Officer, case: Case) -> SeizedDataset:
    return make_dataset(lead, case)


def chosen(lead: Officer, dataset: SeizedDataset, *paths: str) -> Taking:
    return services.take(officer=lead, dataset=dataset, paths=paths, seen=())


def done(taking: Taking) -> Taking:
    jobs.run(Taking, taking.pk, take)
    taking.refresh_from_db()
    return taking


def test_a_folder_is_taken_with_all_that_is_in_it(
    lead: Officer, dataset: SeizedDataset, folder: Path
) -> None:
    before = {p: (p.read_bytes(), p.stat()) for p in folder.rglob("*.csv")}
    taking = done(chosen(lead, dataset, "a.csv", "disk"))
    assert (taking.state, taking.done) == (Job.State.DONE, 3)
    files = {file.name: file for file in SeizedFile.objects.all()}
    assert set(files) == {"a.csv", "disk/b.csv", "disk/深/notes.csv"}
    with open_sealed(files["a.csv"].original) as stream:
        assert stream.read() == CONTENT
    for path, (content, found) in before.items():
        assert path.read_bytes() == content
        assert path.stat().st_mtime_ns == found.st_mtime_ns


def test_the_audit_names_the_digest(
    lead: Officer, dataset: SeizedDataset, folder: Path
) -> None:
    done(chosen(lead, dataset, "a.csv"))
    entry = Entry.objects.get(detail__source="evidence folder")
    assert entry.actor == lead
    assert entry.detail["sha256"] == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("moment", ["after the choice", "while it is read"])
def test_a_file_that_changes_is_refused_and_the_others_go_on(
    lead: Officer,
    dataset: SeizedDataset,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    def change() -> None:
        with (folder / "a.csv").open("ab") as stream:
            stream.write(b"more\r\n")

    taking = chosen(lead, dataset, "a.csv", "disk/b.csv")
    if moment == "after the choice":
        change()
    else:
        write = Sealer.write

        def write_and_change(sealer: Sealer, data: bytes) -> None:
            write(sealer, data)
            if data == CONTENT:
                change()

        monkeypatch.setattr(Sealer, "write", write_and_change)
    done(taking)
    assert [item.get("error") for item in taking.items] == ["changed_while_read", None]
    assert [file.name for file in SeizedFile.objects.all()] == ["disk/b.csv"]
    assert len(list(originals_dir().iterdir())) == 1
    page = signed_in(lead).get(taking.get_absolute_url()).content.decode()
    assert "changed while it was read" in page


def test_a_file_put_in_its_place_is_noticed(folder: Path) -> None:
    opened = EvidenceFolder(folder)
    look = opened.entry("a.csv").look
    other = folder / "other"
    other.write_bytes(CONTENT)
    os.utime(other, ns=(look.mtime_ns, look.mtime_ns))
    with (
        pytest.raises(EngineError, match="changed_while_read"),
        opened.opened("a.csv", look),
    ):
        other.rename(folder / "a.csv")


def test_links_and_ways_out_are_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(CONTENT)
    (folder / "link.csv").symlink_to(secret)
    (folder / "way").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    opened = EvidenceFolder(folder)
    assert [entry.name for entry in opened.entries()] == ["disk", "a.csv"]
    look = opened.entry("a.csv").look
    for path in (
        "link.csv",
        "way/secret.csv",
        "../secret.csv",
        "disk/../../secret.csv",
    ):
        with pytest.raises(EngineError, match="no_evidence_file"):
            list(opened.files_below(path))
        with pytest.raises(EngineError), opened.opened(path, look):
            pass
    with pytest.raises(EngineError), opened.opened("pipe", look):
        pass


def looked(officer: Officer, page: Any) -> dict[str, str]:
    """As the page's own link to look again says it."""
    return {words.PARAMETER: words.hide(officer, {"seen": page.context["look"]})}


def test_a_file_that_grows_is_not_offered_until_it_stands_still(
    lead: Officer,
    dataset: SeizedDataset,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evidence, "QUIET_SECONDS", 3600)
    client = signed_in(lead)
    address = reverse("cases:evidence", args=[dataset.pk])
    first = client.get(address)
    assert first.context["growing"] == 1
    (entry,) = (e for e in EvidenceFolder(folder).entries() if not e.is_folder)
    choice = {"mark": mark(entry)}
    refused = client.post(address, {**choice, "seen": first.context["look"]})
    assert "still being written" in refused.content.decode()
    later = time.time() + 10
    monkeypatch.setattr("cases.seizures.evidence.marks.time.time", lambda: later)
    with (folder / "a.csv").open("ab") as stream:
        stream.write(b"more\r\n")
    second = client.get(address, looked(lead, first))
    assert second.context["growing"] == 1, "it grew between the looks"
    later += 10
    third = client.get(address, looked(lead, second))
    assert third.context["growing"] == 0
    taken = client.post(address, {**choice, "seen": second.context["look"]})
    assert taken.status_code == 302


def test_what_the_case_has_already_is_said_and_taken_on_request(
    lead: Officer, dataset: SeizedDataset, folder: Path
) -> None:
    done(chosen(lead, dataset, "a.csv"))
    taking = done(chosen(lead, dataset, "a.csv"))
    assert taking.items[0]["error"] == "same_content"
    assert len(list(originals_dir().iterdir())) == 1
    page = signed_in(lead).get(taking.get_absolute_url()).content.decode()
    assert "has the same content (SHA-256) already: “a.csv”" in page
    again = services.take(
        officer=lead, dataset=dataset, paths=["a.csv"], seen=(), again=True
    )
    assert "file" in done(again).items[0]


def test_a_cancelled_taking_goes_on_with_what_is_missing(
    lead: Officer,
    dataset: SeizedDataset,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taking = chosen(lead, dataset, "a.csv", "disk")
    write = Sealer.write

    def stop(sealer: Sealer, data: bytes) -> None:
        write(sealer, data)
        if data == OTHER:
            raise Cancelled

    with monkeypatch.context() as patch:
        patch.setattr(Sealer, "write", stop)
        done(taking)
    assert taking.state == Job.State.CANCELLED
    sealed = list(SeizedFile.objects.values_list("pk", "name"))
    assert [name for _pk, name in sealed] == ["a.csv", "disk/深/notes.csv"]
    assert len(list(originals_dir().iterdir())) == 2
    services.start_again(officer=lead, taking=taking)
    assert done(taking).state == Job.State.DONE
    assert SeizedFile.objects.count() == 3
    assert list(SeizedFile.objects.values_list("pk", "name"))[:2] == sealed
    assert len(list(originals_dir().iterdir())) == 3


def test_a_worker_killed_in_between_leaves_nothing_twice(
    lead: Officer, dataset: SeizedDataset, folder: Path
) -> None:
    taking = chosen(lead, dataset, "a.csv")
    (originals_dir() / "half.age.part").write_bytes(b"half")
    Taking.objects.filter(pk=taking.pk).update(original="half.age")
    assert done(taking).state == Job.State.DONE
    file = SeizedFile.objects.get()
    assert [path.name for path in originals_dir().iterdir()] == [file.original]


def test_a_full_disk_stops_the_job_with_a_sentence_and_it_goes_on(
    lead: Officer,
    dataset: SeizedDataset,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    taking = chosen(lead, dataset, "a.csv")
    with monkeypatch.context() as patch:
        patch.setattr(Sealer, "write", full)
        done(taking)
    assert (taking.state, taking.error_code) == (Job.State.FAILED, "disk_full")
    services.start_again(officer=lead, taking=taking)
    assert done(taking).state == Job.State.DONE


def test_a_folder_that_is_gone_is_said(
    as_lead: Client, dataset: SeizedDataset, folder: Path, settings: Settings
) -> None:
    address = reverse("cases:evidence", args=[dataset.pk])
    assert "a.csv" in as_lead.get(address).content.decode()
    for gone in (folder / "no such folder", None):
        settings.CASEDESK_EVIDENCE_DIR = gone
        assert "cannot be reached" in as_lead.get(address).content.decode()
    assert as_lead.post(address, {"mark": "any"}).status_code == 200
    assert not Taking.objects.exists()


def test_only_those_who_may_take_in_see_the_folder(
    dataset: SeizedDataset, folder: Path, viewer: Officer, outsider: Officer
) -> None:
    address = reverse("cases:evidence", args=[dataset.pk])
    assert signed_in(viewer).get(address).status_code == 403
    assert signed_in(outsider).get(address).status_code == 404


def test_the_way_in_is_shown_where_there_is_a_folder(
    as_lead: Client, dataset: SeizedDataset, folder: Path, settings: Settings
) -> None:
    page = reverse("cases:dataset_upload", args=[dataset.pk])
    assert "evidence/" in as_lead.get(page).content.decode()
    settings.CASEDESK_EVIDENCE_DIR = None
    assert "evidence/" not in as_lead.get(page).content.decode()
