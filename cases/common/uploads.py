"""Uploads are sealed while they arrive; nothing in the clear touches the disk."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParserError

from cases.common.sealing import keys
from cases.engine.originals import Digests, Sealer, open_original, unfinished


def originals_dir() -> Path:
    path = Path(settings.CASEDESK_DATA_DIR) / "originals"
    path.mkdir(parents=True, exist_ok=True)
    return path


def original_path(name: str) -> Path:
    return originals_dir() / name


def remove_original(name: str) -> None:
    """Remove a sealed original that nobody needs, or what a killed worker wrote."""
    path = original_path(name)
    path.unlink(missing_ok=True)
    unfinished(path).unlink(missing_ok=True)


def new_original() -> str:
    """A name that tells nothing about the file."""
    return f"{uuid.uuid4()}.age"


def open_sealed(name: str) -> BinaryIO:
    """The clear bytes of a sealed original, from the first."""
    return open_original(original_path(name), keys())


def seal_stream(source: BinaryIO) -> tuple[str, Digests]:
    """Seal what a command or a test hands over as an open file."""
    name = new_original()
    with Sealer(original_path(name), keys()) as sealer:
        while chunk := source.read(1 << 20):
            sealer.write(chunk)
    return name, sealer.digests


class SealedUpload(UploadedFile[bytes]):
    """An uploaded file that lies sealed under `original`.

    `keep()` is called once its row is written; otherwise it is removed when the
    request ends.
    """

    def __init__(self, original: str, digests: Digests, **kwargs: Any) -> None:
        super().__init__(file=io.BytesIO(), size=digests.size, **kwargs)
        self.original = original
        self.digests = digests
        self._kept = False

    def keep(self) -> str:
        self._kept = True
        return self.original

    def close(self) -> None:
        super().close()
        if not self._kept:
            original_path(self.original).unlink(missing_ok=True)


class SealingUploadHandler(FileUploadHandler):
    """Django's upload handler that seals chunk by chunk.

    An upload cut off leaves nothing behind: the sealer removes what it began, and
    a body without its last boundary is refused as a whole. Django itself takes the
    part that arrived for a complete file.
    """

    chunk_size = 1 << 20
    _stack: ExitStack | None = None

    def handle_raw_input(self, input_data: Any, *args: Any, **kwargs: Any) -> None:
        _meta, _content_length, boundary, *_ = args
        self._watched = _Watched(input_data, boundary, self.upload_interrupted)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._original = new_original()
        self._stack = ExitStack()
        self._sealer = self._stack.enter_context(
            Sealer(original_path(self._original), keys())
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            self._sealer.write(raw_data)
        except BaseException:
            # Nobody else is told: the parser only hears of a broken connection.
            self.upload_interrupted()
            raise

    def file_complete(self, file_size: int) -> SealedUpload:
        if self._stack is not None:
            self._stack.close()
            self._stack = None
        return SealedUpload(
            self._original,
            self._sealer.digests,
            name=self.file_name,
            content_type=self.content_type,
            charset=self.charset,
        )

    def upload_complete(self) -> None:
        """Raises MultiPartParserError (400) if the end of the body is missing."""
        if not self._watched.has_ended:
            self.upload_interrupted()
            raise MultiPartParserError("the upload was cut off")

    def upload_interrupted(self) -> None:
        if self._stack is not None:
            error = ConnectionError("the upload was cut off")
            self._stack.__exit__(type(error), error, None)
            self._stack = None


class _Watched:
    """Watches a request's body being read, to tell whether it came to its end."""

    def __init__(
        self, body: Any, boundary: bytes, on_error: Callable[[], None]
    ) -> None:
        self._read: Callable[..., bytes] = body.read
        self._end = b"--" + boundary + b"--"
        self._on_error = on_error
        self._tail = b""
        body.read = self.read

    def read(self, *args: Any) -> bytes:
        try:
            data = self._read(*args)
        except OSError:
            self._on_error()
            raise
        # What may follow the last boundary (RFC 2046, 5.1.1) is a line break here.
        self._tail = (self._tail + data[-len(self._end) - 4 :])[-len(self._end) - 4 :]
        return data

    @property
    def has_ended(self) -> bool:
        return self._end in self._tail
