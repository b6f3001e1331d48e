"""What lies in a ZIP or an OLE2 file: one of the workbooks, or nothing of ours."""

from __future__ import annotations

import io
import zipfile

from cases.engine.errors import UnreadableFile

_LARGEST_UNPACKED = 4 << 30

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"

# The names of an OLE2 directory's entries, 128 bytes each ([MS-CFB] 2.6.1).
_ENTRY_BYTES = 128
_ENCRYPTED = "EncryptedPackage"
_BIFF = ("Workbook", "Book")


def recognise_zip(data: bytes, name: str) -> str:
    """ "xlsx", "xlsb" or "ods".

    Raises UnreadableFile (`damaged_workbook`, `unsupported_format`,
    `workbook_too_large`).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            kind = _kind(archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableFile("damaged_workbook", file=name) from error
    if not kind:
        raise UnreadableFile("unsupported_format", file=name)
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


def recognise_ole2(data: bytes, name: str) -> str:
    """ "xls"; raises UnreadableFile (`password_protected`, `unsupported_format`)."""
    if _has_entry(data, _ENCRYPTED):
        raise UnreadableFile("password_protected", file=name)
    if not any(_has_entry(data, entry) for entry in _BIFF):
        raise UnreadableFile("unsupported_format", file=name)
    return "xls"


def _has_entry(data: bytes, entry: str) -> bool:
    wanted = f"{entry}\0".encode("utf-16-le")
    place = data.find(wanted)
    while place > 0 and place % _ENTRY_BYTES:
        place = data.find(wanted, place + 1)
    return place > 0
