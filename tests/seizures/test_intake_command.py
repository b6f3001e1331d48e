"""`manage.py intake`: files in, the account out."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.uploads import originals_dir
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.suspects.services import add_suspect
from tests.seizures.making import as_text, as_workbook, people

COUNTS = {"valid", "invalid", "masked", "truncated", "duplicates", "unique", "reasons"}


def intake(
    capsys: pytest.CaptureFixture[str], case: Case, *args: Any
) -> dict[str, Any]:
    call_command("intake", *map(str, args), "--case", case.number, "--json")
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_the_account_is_one_json_object(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = people(40)
    text = as_text(frame, encoding="gb18030") + "坏行\r\n".encode("gb18030")
    one = write(tmp_path, "seized.csv", text)
    two = write(tmp_path, "seized.xlsx", as_workbook(a=people(10, seed=3)))
    result = intake(capsys, case, one, two, "--holder", "王超")
    dataset = SeizedDataset.objects.get(pk=result["dataset"])
    assert dataset.holder is not None
    assert dataset.holder.name == "王超"
    first, second = result["files"]
    assert (first["rows_read"], first["rows_stored"], first["rows_rejected"]) == (
        41,
        40,
        1,
    )
    assert first["rejected"] == {"cell_count": 1}
    assert first["sha256"] == SeizedFile.objects.get(name="seized.csv").sha256
    assert set(first["identifiers"]) == {"mobile", "resident_id"}
    assert set(first["identifiers"]["mobile"]) == COUNTS
    assert second["identifiers"]["mobile"]["unique"] == 10
    total = result["total"]
    assert (total["files"], total["rows_read"]) == (2, 51)
    assert total["rows_read"] == total["rows_stored"] + total["rows_rejected"]
    assert total["identifiers"] == dataset.identifiers


def test_a_holder_known_by_name_or_handle_is_not_made_twice(
    case: Case, lead: Officer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = add_suspect(
        officer=lead, case=case, name="王超", platform="QQ", handle="SS52098"
    )
    one = write(tmp_path, "a.csv", as_text(people(5)))
    two = write(tmp_path, "b.csv", as_text(people(5, seed=2)))
    for path, holder in ((one, "王超"), (two, "SS52098")):
        pk = intake(capsys, case, path, "--holder", holder)["dataset"]
        assert SeizedDataset.objects.get(pk=pk).holder == known
    assert case.suspects.count() == 1


def test_with_a_mapping_only_the_named_columns_are_searched(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = people(5).rename({"手机号": "一栏"})
    path = write(tmp_path, "a.csv", as_text(frame))
    [file] = intake(capsys, case, path, "--map", "一栏=mobile")["files"]
    assert set(file["identifiers"]) == {"mobile"}
    assert file["identifiers"]["mobile"]["valid"] == 5


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("手机号=phone", "There is no kind “phone”"),
        ("电话=mobile", "No column has the header “电话”"),
        ("mobile", "write HEADER=KIND"),
    ],
)
def test_a_wrong_mapping_is_named_and_nothing_is_left(
    case: Case, tmp_path: Path, given: str, said: str
) -> None:
    path = write(tmp_path, "a.csv", as_text(people(5)))
    assert said in refusal(case, path, "--map", given)
    assert not SeizedDataset.objects.exists()
    assert not list(originals_dir().iterdir())


def refusal(case: Case, *args: Any) -> str:
    """What stands on the error output of a command that failed."""
    err = io.StringIO()
    with pytest.raises((SystemExit, CommandError)) as error:
        call_command("intake", *map(str, args), "--case", case.number, stderr=err)
    if isinstance(error.value, SystemExit):
        assert error.value.code == 1
        return err.getvalue()
    return str(error.value)


def test_a_bad_file_is_named_and_the_others_go_on(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write(tmp_path, "picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100))
    good = write(tmp_path, "good.csv", as_text(people(5)))
    gone = tmp_path / "gone.csv"
    said = refusal(case, bad, good, gone, "--json")
    assert "picture.csv: This is no table" in said
    assert "gone.csv" in said
    files = json.loads(capsys.readouterr().out)["files"]
    assert [("error" in file, file["name"]) for file in files] == [
        (True, "picture.csv"),
        (False, "good.csv"),
        (True, "gone.csv"),
    ]
    assert len(list(originals_dir().iterdir())) == 1


def test_without_a_good_file_no_data_set_is_made(case: Case, tmp_path: Path) -> None:
    path = write(tmp_path, "empty.csv", b"")
    assert "The file is empty" in refusal(case, path)
    assert not SeizedDataset.objects.exists()
    assert not list(originals_dir().iterdir())


def test_the_same_file_again_is_refused_unless_wanted(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "a.csv", as_text(people(5)))
    intake(capsys, case, path)
    assert "has the same content" in refusal(case, path)
    capsys.readouterr()
    assert intake(capsys, case, path, "--again")["files"][0]["rows_stored"] == 5
