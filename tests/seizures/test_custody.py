"""`manage.py verify_custody`: is everything still what was seized?"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.common.sealing import keys
from cases.common.uploads import original_path
from cases.engine.originals import Sealer, sm3
from cases.engine.records import RECORDS, REJECTED
from cases.matching.models import FraudLink
from cases.matching.runs.sources import describe
from cases.seizures import custody
from cases.seizures.models import SeizedFile
from cases.seizures.stores import index_sources, store_folder
from tests.matching.arrivals.test_arrivals import arrived, work_off
from tests.matching.making import make_report, match_now
from tests.seizures.making import (
    as_text,
    make_dataset,
    make_exhibit,
    people,
    taken_in,
)

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def file(lead: Officer, case: Case) -> SeizedFile:
    return taken_in(lead, make_dataset(lead, case), as_text(people(50)) + b"odd\r\n")


def verify(capsys: Capture, *args: str) -> tuple[int, dict[str, Any]]:
    code = 0
    try:
        call_command("verify_custody", "--json", *args)
    except SystemExit as error:
        code = int(error.code or 0)
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, result


def flip(path: Path, at: int | None = None) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if at is None else at] ^= 1
    path.write_bytes(content)


def test_what_is_untouched_agrees_and_the_check_is_recorded(
    file: SeizedFile, capsys: Capture
) -> None:
    assert verify(capsys) == (0, {"files": 1, "faults": [], "without_digest": []})
    entry = Entry.objects.get(detail__check="custody")
    assert entry.detail == {"check": "custody", "files": 1, "faults": []}


def test_one_flipped_byte_of_an_original_is_found(
    file: SeizedFile, case: Case, capsys: Capture
) -> None:
    flip(original_path(file.original))
    code, result = verify(capsys, "--case", case.number)
    assert code == 1
    [fault] = result["faults"]
    assert (fault["file"], fault["part"]) == (file.name, file.original)


KINDS_OF_FILE = [
    "records/*",
    "rejected/*",
    "index/0.parquet",
    "index/f.parquet",
    "records.json",
    "intake.json",
    "manifest.json",
]


@pytest.mark.parametrize("pattern", KINDS_OF_FILE)
def test_one_flipped_byte_of_any_file_is_found_wherever_it_is(
    file: SeizedFile, pattern: str
) -> None:
    [path] = store_folder(file).glob(pattern)
    untouched = path.read_bytes()
    rng = random.Random(pattern)
    places = {0, len(untouched) - 1, *(rng.randrange(len(untouched)) for _ in "1234")}
    for place in places:
        flip(path, place)
        faults = {(fault.what, Path(fault.part).name) for fault in custody.check(file)}
        what = "lost_manifest" if pattern == "manifest.json" else "damaged_file"
        assert faults == {(what, path.name)}, place
        path.write_bytes(untouched)
    assert custody.check(file) == []


def test_no_kind_of_file_is_left_out_of_this_test(file: SeizedFile) -> None:
    store = store_folder(file)
    flipped = {path for pattern in KINDS_OF_FILE for path in store.glob(pattern)}
    flipped |= set(store.glob("index/*"))
    assert {path for path in store.rglob("*") if path.is_file()} == flipped


def test_two_buckets_that_changed_places_are_found(file: SeizedFile) -> None:
    [source] = index_sources([file])
    one, other, aside = source.bucket(1), source.bucket(2), source.folder / "aside"
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    faults = {(fault.what, fault.part) for fault in custody.check(file)}
    assert faults == {
        ("damaged_file", "index/1.parquet"),
        ("damaged_file", "index/2.parquet"),
    }


def test_a_file_that_the_intake_did_not_write_is_found(file: SeizedFile) -> None:
    (store_folder(file) / RECORDS / "more.parquet").write_bytes(b"more")
    [fault] = custody.check(file)
    assert (fault.what, fault.part) == ("foreign_file", "records/more.parquet")


def test_the_store_of_another_file_in_its_place_is_found(
    file: SeizedFile, lead: Officer
) -> None:
    other = taken_in(lead, file.dataset, as_text(people(50, seed=2)), "other.csv")
    shutil.rmtree(store_folder(file))
    shutil.copytree(store_folder(other), store_folder(file))
    [fault] = custody.check(file)
    assert fault.what == "lost_manifest"


def test_what_is_missing_is_named(file: SeizedFile, capsys: Capture) -> None:
    original_path(file.original).unlink()
    [source] = index_sources([file])
    source.bucket(3).unlink()
    code, result = verify(capsys)
    assert code == 1
    parts = {fault["part"] for fault in result["faults"]}
    assert parts == {file.original, "index/3.parquet"}


def test_a_store_that_is_gone_is_one_fault(file: SeizedFile) -> None:
    shutil.rmtree(store_folder(file))
    [fault] = custody.check(file)
    assert fault.what == "lost_records"


def test_of_a_store_without_digests_what_can_be_checked_is_checked(
    file: SeizedFile, capsys: Capture
) -> None:
    """One that an earlier version took in."""
    SeizedFile.objects.update(manifest="")
    (store_folder(file) / "manifest.json").unlink()
    code, result = verify(capsys)
    assert (code, result["faults"]) == (0, [])
    [note] = result["without_digest"]
    assert note["id"] == file.pk
    [path] = (store_folder(file) / REJECTED).iterdir()
    flip(path)
    [source] = index_sources([file])
    source.bucket(3).unlink()
    code, result = verify(capsys)
    assert code == 1
    parts = [fault["part"] for fault in result["faults"]]
    assert parts == [f"rejected/{path.name}", f"{file.pk}/index"]


def test_a_file_that_failed_its_check_is_not_matched_until_it_is_whole_again(
    file: SeizedFile, lead: Officer, case: Case
) -> None:
    [path] = (store_folder(file) / RECORDS).iterdir()
    flip(path)
    custody.check(file)
    make_report(people(50)["手机号"][0])
    run = match_now(lead, case)
    assert run.error_code == "no_data_to_match"
    [left_out] = run.left_out
    assert left_out["reason"] == "custody_failed"
    assert file.name in describe(left_out)
    flip(path)
    custody.check(file)
    assert match_now(lead, case).links == 1


def test_once_it_is_whole_again_it_meets_what_came_meanwhile_by_itself(
    file: SeizedFile, django_capture_on_commit_callbacks: Any
) -> None:
    [path] = (store_folder(file) / RECORDS).iterdir()
    flip(path)
    custody.check(file)
    arrived(make_report(people(50)["手机号"][0]))
    assert not FraudLink.objects.exists()
    flip(path)
    with django_capture_on_commit_callbacks(execute=True):
        custody.check(file)
    work_off()
    assert FraudLink.objects.get().first_file == file
    with django_capture_on_commit_callbacks(execute=True):
        custody.check(file)
    assert work_off() == [], "it was whole before"


def test_a_check_in_an_officers_name_is_in_the_exhibits_custody_record(
    lead: Officer, case: Case, capsys: Capture
) -> None:
    exhibit = make_exhibit(lead, case)
    dataset = make_dataset(lead, case, exhibit=exhibit)
    file = taken_in(lead, dataset, as_text(people(5)))
    verify(capsys, "--as", lead.username)
    purposes = [event.purpose for event in exhibit.custody.order_by("pk")]
    assert purposes == [
        "File extracted and sealed: seized.csv",
        "Read back, hash compared, taken in: seized.csv",
        "Custody check, agrees: seized.csv",
    ]
    flip(original_path(file.original))
    assert verify(capsys, "--as", lead.username)[0] == 1
    last = exhibit.custody.order_by("pk").last()
    assert last is not None
    assert last.purpose == "Custody check, does not agree: seized.csv"


def test_the_sm3_of_an_original_is_told_on_demand(
    file: SeizedFile, capsys: Capture
) -> None:
    content = as_text(people(50)) + b"odd\r\n"
    code, result = verify(capsys, "--sm3")
    assert code == 0
    [line] = result["sm3"]
    assert (line["id"], line["sha256"]) == (file.pk, file.sha256)
    assert line["sm3"] == hashlib.new("sm3", content).hexdigest()
    flip(original_path(file.original))
    code, result = verify(capsys, "--sm3")
    assert (code, result["sm3"]) == (1, [])


def test_sm3_is_that_of_the_standard(tmp_path: Path) -> None:
    # GB/T 32905-2016, annex A.1.
    with Sealer(tmp_path / "abc.age", keys()) as sealer:
        sealer.write(b"abc")
    assert sm3(tmp_path / "abc.age", keys()) == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
