"""`manage.py intake FOLDER`: every file in it is taken or refused, and said so."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.casefiles.models import Case
from cases.seizures.intake.folders import files_at
from cases.seizures.models import SeizedDataset, SeizedFile
from tests.engine.archives.making import a_7z, a_zip
from tests.seizures.making import as_text, as_workbook, people

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "移动硬盘"
    (folder / "b").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "a.csv").write_bytes(as_text(people(10)))
    (folder / "b" / "学生.xlsx").write_bytes(as_workbook(a=people(5, seed=2)))
    (folder / "b" / "photo.png").write_bytes(PICTURE)
    (folder / ".git" / "config").write_text("x")
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "link.csv").symlink_to(folder / "a.csv")
    os.mkfifo(folder / "pipe")
    inner = {"c.csv": as_text(people(7, seed=3)), "same.csv": as_text(people(10))}
    (folder / "b" / "货.zip").write_bytes(a_zip({**inner, "x.png": PICTURE}))
    return folder


def intake(case: Case, capsys: pytest.CaptureFixture[str], *args: Any) -> Any:
    """The account, and whether the command ended well."""
    well = True
    try:
        call_command("intake", *map(str, args), "--case", case.number, "--json")
    except SystemExit:
        well = False
    return json.loads(capsys.readouterr().out), well


def test_every_file_is_found_in_order_and_nothing_is_followed(folder: Path) -> None:
    found = [
        (one.name.removeprefix("移动硬盘/"), one.refused) for one in files_at(folder)
    ]
    assert found == [
        (".git/config", "hidden_file"),
        ("Thumbs.db", "hidden_file"),
        ("a.csv", ""),
        ("b/photo.png", ""),
        ("b/学生.xlsx", ""),
        ("b/货.zip", ""),
        ("link.csv", "member_is_link"),
        ("pipe", "member_is_device"),
    ]


def test_a_folder_in_one_go(
    case: Case, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result, well = intake(case, capsys, folder)
    assert (result["found"], result["taken"], result["refused"]) == (10, 3, 7)
    rows = {f["name"]: f["rows_stored"] for f in result["files"] if "rows_stored" in f}
    assert rows == {"移动硬盘/a.csv": 10, "移动硬盘/b/学生.xlsx": 5}
    [archive] = [file for file in result["files"] if "files" in file]
    assert (archive["found"], archive["taken"], archive["refused"]) == (3, 1, 2)
    errors = {f["name"]: f["error"] for f in archive["files"] if "error" in f}
    prefix = "移动硬盘/b/货.zip"
    assert "“移动硬盘/a.csv”" in errors[f"{prefix}/same.csv"]
    assert f"{prefix}/x.png" in errors
    assert not well  # photo.png was named .png, but a file that is no table is said
    dataset = SeizedDataset.objects.get()
    assert dataset.rows_stored == 22
    assert {str(file) for file in SeizedFile.objects.taken_in()} == {
        "移动硬盘/a.csv",
        "移动硬盘/b/学生.xlsx",
        f"{prefix}/c.csv",
    }


def test_passwords_come_from_a_file_or_the_command_line(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, seed in (("one.7z", 1), ("two.7z", 2)):
        content = {"a.csv": as_text(people(5, seed=seed))}
        (tmp_path / name).write_bytes(a_7z(content, "秘密"))
    words = tmp_path / "words.txt"
    words.write_text("falsch\n秘密\n", "utf-8")
    one, two = tmp_path / "one.7z", tmp_path / "two.7z"
    result, well = intake(case, capsys, one, two)
    assert (result["taken"], result["refused"], well) == (0, 2, False)
    result, well = intake(case, capsys, one, "--password-file", words, "--again")
    assert (result["taken"], result["refused"], well) == (1, 0, True)
    result, well = intake(case, capsys, two, "--password", "秘密", "--again")
    assert (result["taken"], result["refused"], well) == (1, 0, True)
    assert not any(file.passwords for file in SeizedFile.objects.all())


def test_a_password_file_that_is_none_is_named(case: Case, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gone\.txt: the password file"):
        call_command(
            "intake",
            str(tmp_path / "a.csv"),
            "--case",
            case.number,
            "--password-file",
            str(tmp_path / "gone.txt"),
        )


def test_a_member_without_identifiers_is_named_and_stays_to_be_confirmed(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {"a.csv": as_text(people(5)), "b.csv": b"x,y\nred,blue\ngreen,grey\n"}
    path = tmp_path / "a.zip"
    path.write_bytes(a_zip(content))
    result, well = intake(case, capsys, path)
    assert (result["taken"], result["refused"], well) == (1, 1, False)
    assert SeizedFile.objects.get(name="b.csv").state == SeizedFile.State.DRAFT
