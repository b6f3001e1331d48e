"""What a file really is: its first bytes decide, not its name."""

from __future__ import annotations

from cases.engine.errors import UnreadableFile
from cases.engine.readers.base import Opener
from cases.engine.readers.containers import recognise_ole2, recognise_zip

# Which of the text formats it is, the text itself tells.
TEXT = ""
XLSX = "xlsx"
XLSB = "xlsb"
XLS = "xls"
ODS = "ods"
WORKBOOKS = (XLSX, XLSB, XLS, ODS)

_ZIP = b"PK\x03\x04"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A page with its pictures in one file (RFC 2557), as spreadsheet programs save one.
_WEB_ARCHIVE = b"mime-version:"
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
    """TEXT or one of WORKBOOKS; raises UnreadableFile for everything else."""
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
    if head.lower().startswith(_WEB_ARCHIVE):
        raise UnreadableFile("web_archive", file=name)
    return TEXT


def workbook_bytes(opener: Opener, name: str) -> bytes:
    with opener() as stream:
        data = stream.read(LARGEST_WORKBOOK + 1)
    if len(data) > LARGEST_WORKBOOK:
        raise UnreadableFile("workbook_too_large", file=name)
    return data
