"""What a file really is: its first bytes decide, not its name."""

from __future__ import annotations

import io
import zipfile

from cases.engine.errors import UnreadableFile
from cases.engine.readers.base import Opener

XLSX = "xlsx"
# Which of the text formats it is, the text itself tells.
TEXT = ""

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
_LARGEST_UNPACKED = 4 << 30


def recognise(opener: Opener, name: str) -> str:
    """XLSX or TEXT; raises UnreadableFile for everything else."""
    with opener() as stream:
        head = stream.read(16)
    if not head:
        raise UnreadableFile("empty_file", file=name)
    if head.startswith(_ZIP):
        return _recognise_zip(opener, name)
    if head.startswith(_OLE2):
        code = "password_protected" if _is_encrypted(opener) else "unsupported_format"
        raise UnreadableFile(code, file=name)
    if head.startswith(_BINARY):
        raise UnreadableFile("binary_file", file=name)
    return TEXT


def workbook_bytes(opener: Opener, name: str) -> bytes:
    with opener() as stream:
        data = stream.read(LARGEST_WORKBOOK + 1)
    if len(data) > LARGEST_WORKBOOK:
        raise UnreadableFile("workbook_too_large", file=name)
    return data


def _recognise_zip(opener: Opener, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(workbook_bytes(opener, name))) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
        raise UnreadableFile("damaged_workbook", file=name) from error
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise UnreadableFile("unsupported_format", file=name)
    # The sizes are those the archive claims; a bomb claims too much.
    if sum(member.file_size for member in members) > _LARGEST_UNPACKED:
        raise UnreadableFile("workbook_too_large", file=name)
    return XLSX


def _is_encrypted(opener: Opener) -> bool:
    """Whether an OLE2 container holds an encrypted package ([MS-OFFCRYPTO] 2.3.1)."""
    wanted = "EncryptedPackage".encode("utf-16-le")
    tail = b""
    with opener() as stream:
        while block := stream.read(1 << 20):
            if wanted in tail + block:
                return True
            tail = block[-len(wanted) :]
    return False
