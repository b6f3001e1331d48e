"""`manage.py verify_custody`: is everything still what was seized?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.common.uploads import original_path
from cases.engine.records import RECORDS, REJECTED
from cases.seizures.models import SeizedFile
from cases.seizures.stores import index_sources, store_folder
from tests.seizures.making import as_text, make_dataset, people, taken_in

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


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_what_is_untouched_agrees_and_the_check_is_recorded(
    file: SeizedFile, capsys: Capture
) -> None:
    assert verify(capsys) == (0, {"files": 1, "faults": []})
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


@pytest.mark.parametrize("folder", [RECORDS, REJECTED])
def test_one_flipped_byte_of_the_records_is_found(
    file: SeizedFile, capsys: Capture, folder: str
) -> None:
    [path] = (store_folder(file) / folder).iterdir()
    flip(path)
    code, result = verify(capsys)
    assert code == 1
    assert [fault["part"] for fault in result["faults"]] == [f"{folder}/{path.name}"]


def test_what_is_missing_is_named(file: SeizedFile, capsys: Capture) -> None:
    original_path(file.original).unlink()
    [source] = index_sources([file])
    source.bucket(3).unlink()
    code, result = verify(capsys)
    assert code == 1
    parts = {fault["part"] for fault in result["faults"]}
    assert parts == {file.original, f"{file.pk}/index"}
