"""What is no table is refused, with a code that has its sentence."""

from __future__ import annotations

import io
import os
import zipfile

import openpyxl
import pytest

from cases.engine.errors import UnreadableFile
from cases.engine.readers import extension_lies, sniff
from tests.engine.readers.helpers import opener

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROOT = "Root Entry\0".encode("utf-16-le")


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["手机号"])
    book.active.append(["13800001234"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def archive(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n \n\t\n", "empty_file"),
        (b"%PDF-1.7 ...", "binary_file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "binary_file"),
        (bytes(range(256)) * 40, "binary_file"),
        (OLE2 + b"\0" * 632 + ROOT, "unsupported_format"),
        (
            OLE2 + b"\0" * 632 + "EncryptedPackage\0".encode("utf-16-le"),
            "password_protected",
        ),
        (archive(notes__txt=b"x"), "unsupported_format"),
        (workbook()[:-300], "damaged_workbook"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        sniff(opener(content), "seized.csv")
    assert refused.value.code == code
    assert refused.value.where["file"] == "seized.csv"


def test_random_bytes_are_refused_whatever_the_name() -> None:
    with pytest.raises(UnreadableFile, match="binary_file"):
        sniff(opener(os.urandom(4096).replace(b"PK", b"pk")), "phones.txt")


def test_a_workbook_that_unpacks_beyond_measure_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cases.engine.readers.containers._LARGEST_UNPACKED", 1000)
    with pytest.raises(UnreadableFile) as refused:
        sniff(opener(workbook()), "bomb.xlsx")
    assert refused.value.code == "workbook_too_large"


def test_a_workbook_named_csv_is_read_and_said_to_be_one() -> None:
    [layout] = sniff(opener(workbook()), "numbers.csv")
    assert layout.format == "xlsx"
    assert extension_lies("numbers.csv", layout.format)
    assert not extension_lies("numbers.xlsx", layout.format)
    assert not extension_lies("numbers", layout.format)
