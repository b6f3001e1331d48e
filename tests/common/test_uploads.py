"""Uploads: sealed while they arrive, and gone unless somebody keeps them."""

from __future__ import annotations

import hashlib
import io
import random
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http.multipartparser import MultiPartParserError

from cases.common.uploads import (
    SealedUpload,
    SealingUploadHandler,
    open_sealed,
    originals_dir,
    seal_stream,
)

BOUNDARY = "-seized-"
MARK = b"13800000000,"


def content(size: int) -> bytes:
    """Bytes that do not compress, with a number that must not be found."""
    return MARK + random.Random(1).randbytes(size) + MARK


def body(*files: bytes) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file";'
        f' filename="名单.csv"\r\nContent-Type: text/csv\r\n\r\n'.encode()
        + data
        + b"\r\n"
        for data in files
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def request(arrived: bytes, announced: int) -> WSGIRequest:
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(announced),
            "wsgi.input": io.BytesIO(arrived),
        }
    )


def upload(*files: bytes) -> WSGIRequest:
    whole = body(*files)
    return request(whole, len(whole))


def on_disk() -> list[Path]:
    return sorted(originals_dir().iterdir())


def test_an_upload_is_sealed_and_opens_as_it_came() -> None:
    data = content(3_000_000)
    file = upload(data).FILES["file"]
    assert isinstance(file, SealedUpload)
    assert file.name == "名单.csv"
    assert file.digests.sha256 == hashlib.sha256(data).hexdigest()
    assert file.size == len(data)
    with open_sealed(file.original) as opened:
        assert opened.read() == data
    (sealed,) = on_disk()
    assert MARK not in sealed.read_bytes()
    assert "名单" not in sealed.name


def test_nothing_lies_in_the_clear_while_it_arrives() -> None:
    handler = SealingUploadHandler()
    handler.new_file("file", "a.csv", "text/csv", None)
    data = content(8 << 20)
    for start in range(0, len(data), handler.chunk_size):
        handler.receive_data_chunk(data[start : start + handler.chunk_size], start)
    (unfinished,) = on_disk()
    written = unfinished.read_bytes()
    assert len(written) > 4 << 20, "it is not held back until the end"
    assert MARK not in written
    assert data[1000:1100] not in written
    handler.file_complete(len(data))
    (finished,) = on_disk()
    assert finished != unfinished


@pytest.mark.parametrize("missing", [3, 1_000_000, 2_999_000])
def test_an_upload_cut_off_leaves_nothing(missing: int) -> None:
    # The file's own end is lost too, not only what stands behind it.
    whole = body(content(3_000_000))
    arrived = whole[: len(whole) - len(BOUNDARY) - 8 - missing]
    broken = request(arrived, len(whole))
    try:
        files = broken.FILES
    except MultiPartParserError:
        files = None
    broken.close()
    assert not files
    assert on_disk() == []


def test_an_upload_that_nobody_keeps_goes_with_its_request() -> None:
    asked = upload(content(10), content(20))
    first, second = asked.FILES.getlist("file")
    assert isinstance(first, SealedUpload)
    assert isinstance(second, SealedUpload)
    assert len(on_disk()) == 2
    kept = second.keep()
    asked.close()
    assert [path.name for path in on_disk()] == [kept]


def test_an_empty_file_can_be_uploaded() -> None:
    file = upload(b"").FILES["file"]
    assert isinstance(file, SealedUpload)
    with open_sealed(file.original) as opened:
        assert opened.read() == b""


def test_a_command_seals_what_it_reads_likewise() -> None:
    data = content(2_000_000)
    name, digests = seal_stream(io.BytesIO(data))
    assert digests.size == len(data)
    with open_sealed(name) as opened:
        assert opened.read() == data


def test_a_command_that_cannot_read_on_leaves_nothing() -> None:
    class Unplugged(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError("the medium is gone")
            return super().read(size)

    with pytest.raises(OSError, match="medium"):
        seal_stream(Unplugged(content(3_000_000)))
    assert on_disk() == []
