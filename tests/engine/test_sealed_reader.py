"""What age has sealed is read at any place; no changed byte passes."""

import io
import random
from pathlib import Path

import numpy as np
import pyrage
import pytest

from cases.engine.errors import WrongKey
from cases.engine.keys import Keys
from cases.engine.originals import open_original

CHUNK = 1 << 16
TAG = 16
KEYS = Keys.generate()
CONTENT = np.random.default_rng(11).bytes(5 * CHUNK + 77)
SIZES = [
    *(0, 1, 15, 16, CHUNK - 1, CHUNK, CHUNK + 1),
    *(2 * CHUNK - 1, 2 * CHUNK, 17 * CHUNK, 17 * CHUNK + 1),
]


def sealed_by_age(content: bytes, *keys: Keys) -> bytes:
    recipients = [k.identities()[0].to_public() for k in keys or (KEYS,)]
    return bytes(pyrage.encrypt(content, recipients))


def payload_start(sealed: bytes | bytearray) -> int:
    return sealed.index(b"\n", sealed.index(b"\n--- ") + 1) + 1 + 16


def opened_by_age(sealed: bytes, keys: Keys = KEYS) -> bytes | None:
    try:
        return bytes(pyrage.decrypt(sealed, keys.identities()))
    except pyrage.DecryptError:
        return None


def opened(folder: Path, sealed: bytes, keys: Keys = KEYS) -> bytes:
    path = folder / "original.age"
    path.write_bytes(sealed)
    with open_original(path, keys) as stream:
        return stream.read()


@pytest.mark.parametrize("size", SIZES)
def test_what_age_seals_is_read(tmp_path: Path, size: int) -> None:
    content = np.random.default_rng(size).bytes(size)
    assert opened(tmp_path, sealed_by_age(content)) == content
    with open_original(tmp_path / "original.age", KEYS) as stream:
        assert stream.seek(0, io.SEEK_END) == size
        assert stream.read() == b""


def test_any_place_can_be_read_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "original.age"
    path.write_bytes(sealed_by_age(CONTENT))
    chosen = random.Random(3)
    edges = [n * CHUNK + d for n in range(6) for d in (-1, 0, 1) if n or d >= 0]
    with open_original(path, KEYS) as stream:
        for _ in range(300):
            place = chosen.choice([*edges, chosen.randrange(len(CONTENT) + 10)])
            count = chosen.choice([0, 1, 30, CHUNK, 2 * CHUNK + 5])
            assert stream.seek(place) == place
            assert stream.read(count) == CONTENT[place : place + count]
            assert stream.tell() == place + len(CONTENT[place : place + count])
        stream.seek(-5, io.SEEK_END)
        stream.seek(2, io.SEEK_CUR)
        assert stream.read() == CONTENT[-3:]
        with pytest.raises(ValueError, match="negative"):
            stream.seek(-len(CONTENT) - 1, io.SEEK_END)


def test_a_file_for_several_recipients_opens_for_each(tmp_path: Path) -> None:
    other = Keys.generate()
    sealed = sealed_by_age(b"19900000001", other, KEYS)
    assert opened(tmp_path, sealed) == b"19900000001"
    assert opened(tmp_path, sealed, other) == b"19900000001"


def test_a_key_that_does_not_fit_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(WrongKey) as refusal:
        opened(tmp_path, sealed_by_age(CONTENT), Keys.generate())
    assert refusal.value.code == "wrong_key"
    assert refusal.value.where == {"file": "original.age"}


def test_no_changed_byte_of_the_header_passes(tmp_path: Path) -> None:
    """Every byte up to the first chunk, in its lowest and highest useful bit."""
    sealed = sealed_by_age(b"19900000001")
    for place in range(payload_start(sealed)):
        for bit in (1, 2, 64):
            changed = bytearray(sealed)
            changed[place] ^= bit
            assert opened_by_age(bytes(changed)) is None
            with pytest.raises(WrongKey) as refusal:
                opened(tmp_path, bytes(changed))
            assert refusal.value.where == {"file": "original.age"}


def test_no_changed_byte_of_the_payload_passes(tmp_path: Path) -> None:
    sealed = sealed_by_age(CONTENT)
    first = payload_start(sealed)
    edges = range(first, len(sealed), CHUNK + TAG)
    places = [p + d for p in edges for d in (0, 1, CHUNK - 1, CHUNK, CHUNK + TAG - 1)]
    for place in [p for p in places if p < len(sealed)] + [len(sealed) - 1]:
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(WrongKey, match="damaged"):
            opened(tmp_path, bytes(changed))


def test_a_changed_chunk_does_not_hide_the_others(tmp_path: Path) -> None:
    changed = bytearray(sealed_by_age(CONTENT))
    changed[payload_start(changed) + 2 * (CHUNK + TAG)] ^= 1
    path = tmp_path / "original.age"
    path.write_bytes(changed)
    with open_original(path, KEYS) as stream:
        assert isinstance(stream, io.BufferedReader)
        raw = stream.raw
        raw.seek(4 * CHUNK + 3)
        assert raw.read(50) == CONTENT[4 * CHUNK + 3 :][:50]
        raw.seek(2 * CHUNK + 3)
        for _ in range(2):
            with pytest.raises(WrongKey, match="damaged"):
                raw.read(50)


@pytest.mark.parametrize("size", [0, 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 5])
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, size: int) -> None:
    sealed = sealed_by_age(CONTENT[:size])
    first = payload_start(sealed)
    borders = range(first, len(sealed) + 1, CHUNK + TAG)
    cuts = {b + d for b in borders for d in (-17, -16, -1, 0, 1, 15, 16, 17)}
    for cut in sorted({0, 1, 22, *cuts, len(sealed) - 16, len(sealed) - 1}):
        if 0 <= cut < len(sealed):
            assert opened_by_age(sealed[:cut]) is None
            with pytest.raises(WrongKey, match="damaged"):
                opened(tmp_path, sealed[:cut])


@pytest.mark.parametrize("size", [0, 5, CHUNK, CHUNK + 5])
@pytest.mark.parametrize("added", [1, TAG, TAG + 1, CHUNK + TAG])
def test_bytes_after_the_end_are_refused(tmp_path: Path, size: int, added: int) -> None:
    sealed = sealed_by_age(CONTENT[:size]) + bytes(added)
    assert opened_by_age(sealed) is None
    with pytest.raises(WrongKey, match="damaged"):
        opened(tmp_path, sealed)


def test_chunks_cannot_change_places(tmp_path: Path) -> None:
    sealed = sealed_by_age(CONTENT)
    one, step = payload_start(sealed), CHUNK + TAG
    two, three = one + step, one + 2 * step
    swapped = sealed[:one] + sealed[two:three] + sealed[one:two] + sealed[three:]
    left_out = sealed[:one] + sealed[two:]
    for changed in (swapped, left_out):
        with pytest.raises(WrongKey, match="damaged"):
            opened(tmp_path, changed)


def test_the_size_is_checked_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "original.age"
    path.write_bytes(sealed_by_age(CONTENT)[: -(77 + TAG)])
    with pytest.raises(WrongKey, match="damaged"):
        open_original(path, KEYS)


def test_a_file_that_shrinks_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "original.age"
    path.write_bytes(sealed_by_age(CONTENT))
    with open_original(path, KEYS) as stream:
        with path.open("r+b") as other:
            other.truncate(3 * CHUNK)
        with pytest.raises(WrongKey, match="damaged"):
            stream.read()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"age-encryption.org/v1\n"])
def test_what_was_never_sealed_is_called_damaged(
    tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(WrongKey, match="damaged"):
        opened(tmp_path, content + bytes(500))
