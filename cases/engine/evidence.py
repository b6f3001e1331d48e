"""A folder from which seized files are taken: looked at and read, never written to.

No link is followed, neither a file nor a folder on the way: each part of a path is
opened on its own with O_NOFOLLOW.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from cases.engine.errors import EngineError

# A file that was written, or renamed, within this time may still be growing.
QUIET_SECONDS: Final = 30


@dataclass(frozen=True)
class Look:
    """What tells one state of a file from another."""

    size: int
    mtime_ns: int
    inode: int

    @property
    def changed(self) -> datetime:
        return datetime.fromtimestamp(self.mtime_ns // 10**9, UTC)

    @classmethod
    def of(cls, found: os.stat_result) -> Look:
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


@dataclass(frozen=True)
class Entry:
    """A file or folder that lies there; `path` leads to it from the evidence folder.

    `is_fresh`: written or moved just now, so a second look has to find it the same.
    """

    path: str
    is_folder: bool
    look: Look
    is_fresh: bool

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name


class EvidenceFolder:
    """Raises EngineError: `no_evidence_folder`, `no_evidence_file` (also where a
    link stands in the way), `changed_while_read`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def entries(self, folder: str = "") -> list[Entry]:
        """Files and folders in a folder, folders first; links and devices not."""
        descriptor = self._open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            names = sorted(os.listdir(descriptor))  # noqa: PTH208 - no path to it
            found = [self._entry(descriptor, folder, name) for name in names]
        finally:
            os.close(descriptor)
        return sorted(filter(None, found), key=lambda entry: not entry.is_folder)

    def _entry(self, descriptor: int, folder: str, name: str) -> Entry | None:
        with suppress(OSError):
            found = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
                return None
            return Entry(
                f"{folder}/{name}" if folder else name,
                stat.S_ISDIR(found.st_mode),
                Look.of(found),
                # The time of change also tells what was moved in with an old date.
                time.time() - found.st_ctime < QUIET_SECONDS,
            )
        return None

    def files_below(self, path: str) -> Iterator[Entry]:
        """The file itself, or every file in the folder and those in it."""
        entry = self.entry(path)
        if not entry.is_folder:
            yield entry
            return
        for child in self.entries(path):
            yield from self.files_below(child.path)

    def entry(self, path: str) -> Entry:
        parent, _slash, name = path.rpartition("/")
        descriptor = self._open(parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            found = self._entry(descriptor, parent, name)
        finally:
            os.close(descriptor)
        if found is None or name in {"", ".", ".."}:
            raise EngineError("no_evidence_file", file=path)
        return found

    @contextmanager
    def opened(self, path: str, look: Look) -> Iterator[BinaryIO]:
        """The file, as long as it is as it was at the look, and stays so."""
        # Not blocking: what was replaced by a pipe must not hold us up.
        descriptor = self._open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode) or Look.of(found) != look:
                raise EngineError("changed_while_read", file=path)
            yield stream
            if Look.of(os.fstat(descriptor)) != look or self.entry(path).look != look:
                raise EngineError("changed_while_read", file=path)

    def _open(self, path: str, flags: int) -> int:
        parts = [part for part in path.split("/") if part]
        if any(part in {".", ".."} for part in parts) or "\0" in path:
            raise EngineError("no_evidence_file", file=path)
        try:
            at = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            raise EngineError("no_evidence_folder") from None
        for place, part in enumerate(parts):
            last = place == len(parts) - 1
            mode = flags if last else os.O_RDONLY | os.O_DIRECTORY
            try:
                next_at = os.open(part, mode | os.O_NOFOLLOW, dir_fd=at)
            except OSError:
                raise EngineError("no_evidence_file", file=path) from None
            finally:
                os.close(at)
            at = next_at
        return at
