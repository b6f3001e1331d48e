"""Entries on their way to the seal, noted outside the database as they commit.

A seal is made once a minute. Until then these notes are what tells that an entry
was taken away: a line of its number and its code, appended right after the
commit. There is one file for each hour and machine; it is removed once all its entries
are sealed.
"""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

_LINE = re.compile(r"^(\d{1,18}) ([0-9a-f]{64})$", re.MULTILINE)
_PATTERN = "journal-*.log"
# A file is left alone for as long as somebody may still be writing to it.
_SETTLED_SECONDS = 2 * 60 * 60


def note(number: int, code: bytes) -> None:
    """Append one entry; a single write, so that processes do not mix lines."""
    folder = Path(settings.CASEDESK_AUDIT_HEADS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    hour = time.strftime("%Y%m%d%H", time.gmtime())
    path = folder / f"journal-{socket.gethostname()}-{hour}.log"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{number} {code.hex()}\n".encode())
    finally:
        os.close(descriptor)


def files() -> list[Path]:
    return sorted(Path(settings.CASEDESK_AUDIT_HEADS_DIR).glob(_PATTERN))


def settled_files() -> list[Path]:
    """The files to which nobody writes any more."""
    before = time.time() - _SETTLED_SECONDS
    return [path for path in files() if path.stat().st_mtime < before]


def read(path: Path) -> Iterator[tuple[int, bytes]]:
    """Number and code of each entry; a line that a crash cut off is passed over."""
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:  # Removed meanwhile: all its entries are sealed.
        return
    for number, code in _LINE.findall(text):
        yield int(number), bytes.fromhex(code)
