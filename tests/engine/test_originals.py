"""Sealed originals come back byte for byte, or say what is wrong with them."""

import hashlib
import resource
import signal
import threading
from pathlib import Path

import numpy as np
import pytest

from cases.engine import originals
from cases.engine.errors import WrongKey
from cases.engine.keys import Keys
from cases.engine.originals import (
    Digests,
    Original,
    Sealer,
    open_original,
    read_back,
)

KEYS = Keys.generate()
CONTENT = np.random.default_rng(7).bytes(3_000_000)


def sealed(path: Path, content: bytes = CONTENT) -> Digests:
    with Sealer(path, KEYS) as sealer:
        for start in range(0, len(content), 70_000):
            sealer.write(content[start : start + 70_000])
    return sealer.digests


def test_a_sealed_file_comes_back_byte_for_byte(tmp_path: Path) -> None:
    digests = sealed(tmp_path / "original.age")
    assert digests.size == len(CONTENT)
    assert digests.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert digests.md5 == hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
    with open_original(tmp_path / "original.age", KEYS) as stream:
        assert stream.read() == CONTENT
    assert read_back(tmp_path / "original.age", KEYS) == digests


def test_an_empty_file_can_be_sealed(tmp_path: Path) -> None:
    digests = sealed(tmp_path / "original.age", b"")
    assert digests.size == 0
    assert read_back(tmp_path / "original.age", KEYS) == digests


def forbid_reading_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_again(*_args: object) -> Digests:
        raise AssertionError("read once more")

    monkeypatch.setattr(originals, "read_back", read_again)


def test_a_file_is_hashed_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = sealed(tmp_path / "original.age")
    forbid_reading_back(monkeypatch)
    original = Original(tmp_path / "original.age", KEYS)
    with original.open() as stream:
        # As the readers do: a look at the beginning, the size, then everything.
        stream.read(300_000)
        stream.seek(0, 2)
        stream.seek(0)
        while stream.read(777_777):
            pass
    assert original.sha256() == digests.sha256


@pytest.mark.parametrize("read_from", [0, 1, 2_500_000])
def test_a_file_that_was_read_in_part_is_read_back(
    tmp_path: Path, read_from: int
) -> None:
    digests = sealed(tmp_path / "original.age")
    original = Original(tmp_path / "original.age", KEYS)
    with original.open() as stream:
        stream.seek(read_from)
        stream.read(100_000 if not read_from else -1)
    heard: list[int] = []
    assert original.sha256(heard.append) == digests.sha256
    assert heard[-1] == len(CONTENT)


def test_an_empty_file_has_its_hash(tmp_path: Path) -> None:
    digests = sealed(tmp_path / "original.age", b"")
    assert Original(tmp_path / "original.age", KEYS).sha256() == digests.sha256


def test_nothing_in_the_clear_reaches_the_disk(tmp_path: Path) -> None:
    with Sealer(tmp_path / "original.age", KEYS) as sealer:
        sealer.write(b"19900000001 " * 100_000)
        during = [path.read_bytes() for path in tmp_path.iterdir()]
    after = [path.read_bytes() for path in tmp_path.iterdir()]
    assert len(during) == len(after) == 1
    assert not any(b"19900000001" in content for content in during + after)


def test_an_upload_cut_off_leaves_nothing(tmp_path: Path) -> None:
    def upload() -> None:
        with Sealer(tmp_path / "original.age", KEYS) as sealer:
            sealer.write(CONTENT)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        upload()
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_reported_and_leaves_nothing(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            sealed(tmp_path / "original.age")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("at", [250, 100_000, -1])
def test_one_changed_byte_is_found_and_named(tmp_path: Path, at: int) -> None:
    path = tmp_path / "original.age"
    sealed(path)
    changed = bytearray(path.read_bytes())
    changed[at] ^= 1
    path.write_bytes(changed)
    with pytest.raises(WrongKey) as refusal:
        read_back(path, KEYS)
    assert refusal.value.code == "damaged"
    assert refusal.value.where == {"file": "original.age"}


def test_a_file_that_lost_its_end_is_not_taken_for_whole(tmp_path: Path) -> None:
    path = tmp_path / "original.age"
    sealed(path)
    path.write_bytes(path.read_bytes()[:500_000])
    with pytest.raises(WrongKey, match="damaged"):
        read_back(path, KEYS)


def test_another_installations_key_is_refused(tmp_path: Path) -> None:
    sealed(tmp_path / "original.age")
    with pytest.raises(WrongKey) as refusal:
        read_back(tmp_path / "original.age", Keys.generate())
    assert refusal.value.code == "wrong_key"


def test_a_rotated_key_still_opens_older_files(tmp_path: Path) -> None:
    digests = sealed(tmp_path / "original.age")
    new = Keys.generate()
    rotated = Keys(new.token, new.records, new.fields, new.originals + KEYS.originals)
    assert read_back(tmp_path / "original.age", rotated) == digests


def test_closing_early_ends_the_decrypting_thread(tmp_path: Path) -> None:
    sealed(tmp_path / "original.age")
    before = threading.active_count()
    stream = open_original(tmp_path / "original.age", KEYS)
    assert stream.read(10) == CONTENT[:10]
    stream.close()
    assert threading.active_count() == before
