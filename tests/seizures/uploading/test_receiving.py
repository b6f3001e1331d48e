"""Bytes that arrive: sealed at once, and what was acknowledged is never lost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from cases.common.sealing import keys
from cases.engine.originals import Sealer, open_original
from cases.seizures.models import SeizedDataset
from cases.seizures.uploading import receiving
from cases.seizures.uploading.models import Upload
from cases.seizures.uploading.protocol import Refused
from cases.seizures.uploading.receiving import Body, receive
from tests.seizures.uploading.conftest import Tus, row

MARK = b"13800000000,"
BODY = MARK + random.Random(2).randbytes(5_000_000) + MARK


@pytest.fixture
def upload(tus: Tus, dataset: SeizedDataset) -> Upload:
    return row(tus.upload(dataset, len(BODY)))


def sender(*parts: bytes | Exception) -> Iterator[bytes]:
    for part in parts:
        if isinstance(part, Exception):
            raise part
        yield part
    while True:
        yield b""


def body(length: int, *parts: bytes | Exception) -> Body:
    source = sender(*parts)
    return Body(lambda _most: next(source), length)


def arrived(upload: Upload) -> bytes:
    found = b""
    for stretch in upload.stretches.all():
        with open_original(upload.folder / stretch.sealed, keys()) as stream:
            found += stream.read()
    return found


@pytest.mark.parametrize("end", [ConnectionResetError(), TimeoutError(), b""])
def test_what_arrived_before_the_connection_broke_counts(
    upload: Upload, end: bytes | Exception
) -> None:
    offset = receive(upload, offset=0, body=body(len(BODY), BODY[:1_234_567], end))
    assert offset == 1_234_567
    upload.refresh_from_db()
    assert upload.received == offset
    assert arrived(upload) == BODY[:offset]
    receive(upload, offset=offset, body=body(len(BODY) - offset, BODY[offset:]))
    assert arrived(upload) == BODY


def test_a_connection_that_brought_nothing_leaves_nothing(upload: Upload) -> None:
    gone = body(len(BODY), ConnectionResetError())
    assert receive(upload, offset=0, body=gone) == 0
    assert list(upload.folder.iterdir()) == []
    assert not upload.stretches.exists()


def test_a_long_body_is_acknowledged_stretch_by_stretch(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "STRETCH_BYTES", 2_000_000)
    pieces = [BODY[at : at + 500_000] for at in range(0, len(BODY), 500_000)]
    receive(upload, offset=0, body=body(len(BODY), *pieces))
    sizes = list(upload.stretches.values_list("size", flat=True))
    assert sizes == [2_000_000, 2_000_000, len(BODY) - 4_000_000]
    assert arrived(upload) == BODY


def test_a_server_killed_in_a_stretch_loses_no_acknowledged_byte(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "STRETCH_BYTES", 1_000_000)

    class Killed(BaseException):
        pass

    def die() -> Iterator[bytes]:
        yield BODY[:1_000_000]
        yield BODY[1_000_000:1_500_000]
        raise Killed

    parts = die()
    with pytest.raises(Killed):
        receive(upload, offset=0, body=Body(lambda _m: next(parts), len(BODY)))
    upload.refresh_from_db()
    assert upload.received == 1_000_000
    assert arrived(upload) == BODY[:1_000_000]


def test_two_requests_for_one_place_do_not_mix(upload: Upload) -> None:
    """A client that gave up comes again while its first request is still read."""
    late = Upload.objects.get(pk=upload.pk)

    def slow() -> Iterator[bytes]:
        yield BODY[:1000]
        receive(upload, offset=0, body=body(2000, BODY[:2000]))
        yield BODY[1000:3000]

    parts = slow()
    with pytest.raises(Refused) as refusal:
        receive(late, offset=0, body=Body(lambda _m: next(parts), 3000))
    assert refusal.value.status == 409
    upload.refresh_from_db()
    assert upload.received == 2000
    assert arrived(upload) == BODY[:2000]
    assert len(list(upload.folder.iterdir())) == 1


def test_nothing_lies_in_the_clear(upload: Upload, data_dir: Path) -> None:
    receive(upload, offset=0, body=body(len(BODY), BODY))
    files = [path for path in data_dir.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert MARK not in path.read_bytes()


def test_a_full_disk_is_said_and_what_was_there_stays(
    tus: Tus, dataset: SeizedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = tus.upload(dataset, 3000)
    tus.patch(address, 0, b"x" * 1000)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Sealer, "write", full)
        response = tus.patch(address, 1000, b"x" * 1000)
    assert response.status_code == 507
    assert "disk is full" in response.content.decode()
    assert tus.head(address)["Upload-Offset"] == "1000"
    assert tus.patch(address, 1000, b"x" * 2000)["Upload-Offset"] == "3000"


def test_an_upload_for_which_there_is_no_room_does_not_begin(
    tus: Tus, dataset: SeizedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.engine.disk.free_bytes", lambda _folder: 3 << 30)
    assert tus.create(dataset, 1 << 30).status_code == 201
    response = tus.create(dataset, 1 << 30)
    assert response.status_code == 507
    assert "not enough room" in response.content.decode()
    assert Upload.objects.count() == 1, "the first one's room is counted as taken"


def test_there_is_an_end_to_unfinished_uploads(
    tus: Tus, dataset: SeizedDataset, settings: Settings
) -> None:
    settings.UPLOADS_MOST = 2
    assert [tus.create(dataset, 5).status_code for _ in range(3)] == [201, 201, 429]
