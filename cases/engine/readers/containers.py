"""What lies in a ZIP or an OLE2 file: one of the workbooks, or nothing of ours."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from cases.engine.errors import UnreadableFile

# What the library raises at a ZIP that is damaged, or made to look so.
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_LARGEST_UNPACKED = 4 << 30

_MANIFEST = "META-INF/manifest.xml"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"

# The names of an OLE2 directory's entries, 128 bytes each ([MS-CFB] 2.6.1).
_ENTRY_BYTES = 128
_ROOT = "Root Entry"
_ENCRYPTED = "EncryptedPackage"
_BIFF = ("Workbook", "Book")
# A stream of BIFF8 begins with BOF; that of a locked workbook goes on with FILEPASS
# ([MS-XLS] 2.4.21, 2.4.117).
_LOCKED = re.compile(rb"\x09\x08\x10\x00.{16}\x2f\x00", re.DOTALL)


def recognise_zip(data: bytes, name: str) -> str:
    """ "xlsx", "xlsb" or "ods".

    Raises UnreadableFile (`damaged_workbook`, `password_protected`,
    `unsupported_format`, `workbook_too_large`).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            kind = _kind(archive)
            locked = kind == "ods" and _is_locked(archive)
    except DAMAGED_ZIP as error:
        raise UnreadableFile("damaged_workbook", file=name) from error
    if not kind:
        raise UnreadableFile("unsupported_format", file=name)
    if locked:
        raise UnreadableFile("password_protected", file=name)
    # The sizes are those the archive claims. One that claims too little is not
    # unpacked beyond its claim.
    if sum(member.file_size for member in members) > _LARGEST_UNPACKED:
        raise UnreadableFile("workbook_too_large", file=name)
    return kind


def _kind(archive: zipfile.ZipFile) -> str:
    names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as stream:
            return "ods" if stream.read(len(_ODS)) == _ODS else ""
    return ""


def _is_locked(archive: zipfile.ZipFile) -> bool:
    """Whether the list of parts tells how they are encrypted (ODF 1.2, part 3, 3.4)."""
    if _MANIFEST not in archive.namelist():
        return False
    with archive.open(_MANIFEST) as stream:
        return b"encryption-data" in stream.read(1 << 20)


def recognise_ole2(data: bytes, name: str) -> str:
    """ "xls".

    Raises UnreadableFile (`damaged_workbook`, `password_protected`,
    `unsupported_format`).
    """
    if _has_entry(data, _ENCRYPTED) or _LOCKED.search(data):
        raise UnreadableFile("password_protected", file=name)
    if not any(_has_entry(data, entry) for entry in _BIFF):
        # The directory mostly stands last, and is lost first.
        whole = _has_entry(data, _ROOT)
        code = "unsupported_format" if whole else "damaged_workbook"
        raise UnreadableFile(code, file=name)
    return "xls"


def _has_entry(data: bytes, entry: str) -> bool:
    wanted = f"{entry}\0".encode("utf-16-le")
    place = data.find(wanted)
    while place > 0 and place % _ENTRY_BYTES:
        place = data.find(wanted, place + 1)
    return place > 0
