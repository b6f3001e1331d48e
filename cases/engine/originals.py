"""Seized files kept as they came, sealed in the age format (age-encryption.org/v1).

Nothing in the clear touches the disk: the library pulls from a pipe in a thread
of its own while we push, or the other way round.
"""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

import pyrage

from cases.engine.durable import move_into_place
from cases.engine.errors import WrongKey
from cases.engine.keys import Keys

# The library reads and writes 8 KB at a time; what stands behind need not.
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
        self.size += len(data)
        self._sha256.update(data)
        self._md5.update(data)

    def result(self) -> Digests:
        return Digests(self.size, self._sha256.hexdigest(), self._md5.hexdigest())


class _Worker(threading.Thread):
    """Runs one call and keeps what it raised for whoever waits for it."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(name="originals", daemon=True)
        self._work = work
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001 - handed to the waiting side
            self.error = error


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
        recipients = [keys.identities()[0].to_public()]
        target = self._unfinished.open("wb")
        reading, writing = os.pipe()
        self._source = os.fdopen(reading, "rb", _BUFFER)
        self._pipe = os.fdopen(writing, "wb", _BUFFER)
        self._worker = _Worker(lambda: self._encrypt(target, recipients))

    def _encrypt(
        self, target: BinaryIO, recipients: list[pyrage.x25519.Recipient]
    ) -> None:
        with target, self._source:
            try:
                pyrage.encrypt_io(self._source, target, recipients)
            except pyrage.EncryptError as error:
                # Encrypting itself cannot fail; writing it down can.
                raise OSError(str(error)) from error
            target.flush()
            os.fsync(target.fileno())

    def write(self, data: bytes) -> None:
        self._digester.update(data)
        try:
            self._pipe.write(data)
        except BrokenPipeError:
            self._join()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            # A failed pipe has its cause in the worker, which _join raises.
            with suppress(BrokenPipeError):
                self._pipe.close()
            self._join()
            if kind is None:
                move_into_place(self._unfinished, self._path)
                self.digests = self._digester.result()
        finally:
            self._unfinished.unlink(missing_ok=True)

    def _join(self) -> None:
        self._worker.join()
        if self._worker.error is not None:
            raise self._worker.error


class _Original(io.RawIOBase):
    """The clear bytes of a sealed file, in order; not seekable."""

    def __init__(self, sealed: BinaryIO, name: str, keys: Keys) -> None:
        super().__init__()
        self._name = name
        reading, writing = os.pipe()
        self._pipe = os.fdopen(reading, "rb", 0)
        identities = keys.identities()

        def decrypt() -> None:
            # The reader may have gone away by then: closing flushes.
            with (
                suppress(BrokenPipeError),
                sealed,
                os.fdopen(writing, "wb", _BUFFER) as target,
            ):
                pyrage.decrypt_io(sealed, target, identities)

        self._worker = _Worker(decrypt)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = self._pipe.readinto(buffer)
        if not count:
            self._worker.join()
            self._check()
        return count or 0

    def _check(self) -> None:
        error = self._worker.error
        if error is None:
            return
        if isinstance(error, pyrage.DecryptError) and "No matching keys" in str(error):
            raise WrongKey(file=self._name)
        raise WrongKey("damaged", file=self._name) from error

    def close(self) -> None:
        if not self.closed:
            self._pipe.close()
            self._worker.join()
        super().close()


def open_original(path: Path, keys: Keys) -> BinaryIO:
    """Stream a sealed file's clear bytes; each chunk is authenticated first.

    Reading raises WrongKey: `wrong_key` where no key fits, `damaged` where a
    byte was changed or the end is missing.
    """
    return io.BufferedReader(_Original(path.open("rb"), path.name, keys), _BUFFER)


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
