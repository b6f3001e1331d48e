"""Seized files kept as they came, sealed in the age format (age-encryption.org/v1).

Nothing in the clear touches the disk.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from cases.engine.behind import Behind
from cases.engine.durable import move_into_place
from cases.engine.keys import Keys
from cases.engine.page_cache import Passing
from cases.engine.sealed_reader import SealedReader
from cases.engine.sealing_stream import SealingStream

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER: Final = 1 << 20


@dataclass(frozen=True)
class Digests:
    """What identifies a file's content; MD5 only because receipts ask for it."""

    size: int
    sha256: str
    md5: str


class Digester:
    """SHA-256 and MD5 of what passes by, in one go."""

    def __init__(self) -> None:
        self.size = 0
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)

    def update(self, data: bytes) -> None:
        self.update_sha256(data)
        self.update_md5(data)

    def update_sha256(self, data: bytes) -> None:
        self.size += len(data)
        self._sha256.update(data)

    def update_md5(self, data: bytes) -> None:
        self._md5.update(data)

    def result(self) -> Digests:
        return Digests(self.size, self._sha256.hexdigest(), self._md5.hexdigest())


def unfinished(path: Path) -> Path:
    """Where a file that is being sealed lies until it is whole."""
    return path.with_name(path.name + ".part")


class Sealer:
    """Takes a file chunk by chunk and leaves it sealed under `path`.

    Use as a context manager; `digests` are there after a clean end. Left by an
    exception, or when sealing itself failed (the disk is full: OSError), nothing
    remains under either name.
    """

    digests: Digests

    def __init__(self, path: Path, keys: Keys) -> None:
        self._path = path
        self._unfinished = unfinished(path)
        self._digester = Digester()
        self._file = self._unfinished.open("wb")
        self._passing = Passing(self._file.fileno())
        self._stream = SealingStream(self._file, keys)
        self._sealing, self._beside = Behind(), Behind()

    def write(self, data: bytes) -> None:
        # MD5 takes as long as all the rest: each has a core of its own.
        self._beside.do(partial(self._digester.update_md5, data))
        self._sealing.do(partial(self._seal, data))

    def _seal(self, data: bytes) -> None:
        self._digester.update_sha256(data)
        self._stream.write(data)
        self._passing.written(self._file.tell())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            with self._file, self._sealing, self._beside:
                if kind is None:
                    self._finish()
            if kind is None:
                move_into_place(self._unfinished, self._path)
                self.digests = self._digester.result()
        finally:
            self._unfinished.unlink(missing_ok=True)

    def _finish(self) -> None:
        self._beside.catch_up()
        self._sealing.catch_up()
        self._stream.finish()
        self._file.flush()
        os.fsync(self._file.fileno())


def open_original(path: Path, keys: Keys) -> BinaryIO:
    """A sealed file's clear bytes, to be read in order or at any place.

    Opening and reading raise WrongKey: `wrong_key` where no key fits, `damaged`
    where a byte was changed or the end is missing.
    """
    sealed = path.open("rb", buffering=0)
    return io.BufferedReader(SealedReader(sealed, path.name, keys), _BUFFER)


def sm3(path: Path, keys: Keys) -> str:
    """SM3 (GB/T 32905-2016) of what a sealed file holds.

    Only where a receiver asks for it: it takes four times as long as SHA-256.
    Raises ValueError where this Python's OpenSSL was built without it.
    """
    digest = hashlib.new("sm3")
    with open_original(path, keys) as stream:
        while chunk := stream.read(_BUFFER):
            digest.update(chunk)
    return digest.hexdigest()


class Original:
    """A sealed file that may be opened several times, and is hashed on the way.

    A file that is taken in is read to its end anyhow: to read it once more, only
    to see that it still is what was sealed, would take a quarter of that time.
    """

    def __init__(self, path: Path, keys: Keys) -> None:
        self._path, self._keys = path, keys
        self._sha256 = ""

    def open(self) -> BinaryIO:
        """As `open_original`."""
        sealed = self._path.open("rb", buffering=0)
        reader = _HashingReader(sealed, self._path.name, self._keys, self._note)
        return io.BufferedReader(reader, _BUFFER)

    def _note(self, sha256: str) -> None:
        self._sha256 = sha256

    def sha256(self, on_bytes: Callable[[int], None] = lambda _bytes: None) -> str:
        """SHA-256 of the whole content, from reading it; if it was not read to its end,
        it is read back now."""
        if not self._sha256:
            self._note(read_back(self._path, self._keys, on_bytes).sha256)
        return self._sha256


class _HashingReader(SealedReader):
    """Tells the SHA-256 of its content once every byte has been read in order.

    What was read before, and what lies beyond a gap, is passed over.
    """

    def __init__(
        self, sealed: io.FileIO, name: str, keys: Keys, on_whole: Callable[[str], None]
    ) -> None:
        super().__init__(sealed, name, keys)
        self._on_whole = on_whole
        self._sha256 = hashlib.sha256()
        self._hashed = 0

    def readinto(self, buffer: WriteableBuffer) -> int:
        start = self.tell()
        count = super().readinto(buffer)
        if start <= self._hashed < start + count:
            self._sha256.update(memoryview(buffer)[self._hashed - start : count])
            self._hashed = start + count
            if self._hashed == self.size:
                self._on_whole(self._sha256.hexdigest())
        return count


def read_back(
    path: Path, keys: Keys, on_bytes: Callable[[int], None] = lambda _bytes: None
) -> Digests:
    """Digests of what a sealed file holds, to be held against those at sealing.

    `on_bytes` hears how many were read so far, and may raise to stop.
    """
    digester = Digester()
    with open_original(path, keys) as stream:
        while chunk := stream.read(_BUFFER):
            digester.update(chunk)
            on_bytes(digester.size)
    return digester.result()
