"""What a file really is: its first bytes decide, not its name."""

from __future__ import annotations

from pathlib import PurePath

from cases.engine.errors import UnreadableFile
from cases.engine.readers.base import Opener
from cases.engine.readers.containers import recognise_ole2, recognise_zip

DELIMITED = "delimited"
XLSX = "xlsx"
XLSB = "xlsb"
XLS = "xls"
ODS = "ods"
WORKBOOKS = (XLSX, XLSB, XLS, ODS)

_FORMAT_OF_SUFFIX = {
    ".xlsx": XLSX,
    ".xlsm": XLSX,
    ".xltx": XLSX,
    ".xltm": XLSX,
    ".xlsb": XLSB,
    ".xls": XLS,
    ".xlt": XLS,
    ".et": XLS,
    ".ods": ODS,
    ".csv": DELIMITED,
    ".tsv": DELIMITED,
    ".txt": DELIMITED,
}

_ZIP = b"PK\x03\x04"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\x7fELF",
    b"SQLite format 3",
)

# A workbook is held in memory while it is read.
LARGEST_WORKBOOK = 512 << 20


def recognise(opener: Opener, name: str) -> str:
    """DELIMITED or one of WORKBOOKS; raises UnreadableFile for everything else."""
    with opener() as stream:
        head = stream.read(16)
    if not head:
        raise UnreadableFile("empty_file", file=name)
    if head.startswith(_ZIP):
        return recognise_zip(workbook_bytes(opener, name), name)
    if head.startswith(_OLE2):
        return recognise_ole2(workbook_bytes(opener, name), name)
    if head.startswith(_BINARY):
        raise UnreadableFile("binary_file", file=name)
    return DELIMITED


def extension_lies(name: str, recognised: str) -> bool:
    """Whether the name promises another format than the content has."""
    promised = _FORMAT_OF_SUFFIX.get(PurePath(name).suffix.lower())
    return promised is not None and promised != recognised


def workbook_bytes(opener: Opener, name: str) -> bytes:
    with opener() as stream:
        data = stream.read(LARGEST_WORKBOOK + 1)
    if len(data) > LARGEST_WORKBOOK:
        raise UnreadableFile("workbook_too_large", file=name)
    return data
