"""Archives made by RAR: what can be read is read whole, the rest says what to do."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from cases.engine.archives.rar_headers import headers
from cases.engine.errors import UnreadableFile
from tests.engine.archives.test_members import BROKEN_OFF, unpacked

DATA = Path(__file__).parent / "data"
NUMBERS = "".join(f"{number:03}\n" for number in range(512)).encode()
SUBFOLDERS = {
    "sub/dir1/file1.txt": b"file1\n",
    "sub/dir2/file2.txt": b"file2\n",
    "sub/with space/long fn.txt": b"long fn\n",
    "sub/üȵĩöḋè/file.txt": b"file\n",
}


def archive(name: str) -> bytes:
    return (DATA / f"{name}.rar").read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("seektest", {"stest1.txt": NUMBERS, "stest2.txt": NUMBERS}),
        ("rar3-subdirs", SUBFOLDERS),
        ("rar5-crc", {"stest1.txt": NUMBERS, "stest2.txt": NUMBERS}),
        ("rar5-solid", {"stest1.txt": NUMBERS, "stest2.txt": NUMBERS}),
    ],
)
def test_what_rar_has_compressed_comes_out_byte_for_byte(
    name: str, content: dict[str, bytes]
) -> None:
    """By RAR 4 and RAR 5, and solid by RAR 5."""
    assert unpacked(archive(name)) == content


def test_locked_bytes_are_never_taken_for_content() -> None:
    """One of the two is stored: libarchive gives it as it lies there, locked."""
    assert unpacked(archive("rar5-psw"), "password") == {
        "stest1.txt": "locked_rar",
        "stest2.txt": "locked_rar",
    }
    assert unpacked(archive("rar3-comment-psw")) == {
        "file1.txt": "locked_rar",
        BROKEN_OFF: "locked_rar",
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("rar3-comment-hpsw", "locked_rar"),
        ("rar5-hpsw", "locked_rar"),
        ("rar202-comment-nopsw", "unsupported_rar"),
    ],
)
def test_of_what_has_no_list_to_read_the_reason_is_said(name: str, said: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        unpacked(archive(name))
    assert refusal.value.code == said
    assert refusal.value.where == {"file": "seized.bin"}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("rar3-solid", {"stest1.txt": NUMBERS, BROKEN_OFF: "unsupported_rar"}),
        ("rar3-owner", {"owner1.txt": b"1\n", BROKEN_OFF: "unsupported_rar"}),
        (
            "rar2-unix-owner",
            {"file.txt": "unsupported_rar", BROKEN_OFF: "unsupported_rar"},
        ),
    ],
)
def test_where_an_old_archive_breaks_off_it_is_not_called_damaged(
    name: str, found: dict[str, bytes | str]
) -> None:
    assert unpacked(archive(name)) == found


@pytest.mark.parametrize("version", [3, 5])
def test_of_a_volume_only_what_is_whole_in_it_is_taken(version: int) -> None:
    found = unpacked(archive(f"rar{version}-vols.part3"))
    assert found.pop(BROKEN_OFF) == "rar_volume"
    small = found.pop("vols/smallfile.txt")
    assert isinstance(small, bytes)
    assert len(small) == 2050
    assert found in ({"vols/bigfile.txt": "rar_volume"}, {})


def test_a_copy_that_is_only_a_reference_is_no_empty_file() -> None:
    found = unpacked(archive("rar5-dups"))
    assert found.pop("stest1.txt") == NUMBERS
    assert set(found.values()) == {"member_is_link"}


def test_damaged_headers_are_read_to_an_end() -> None:
    chance = random.Random(42)
    for name in ("rar5-psw", "rar3-subdirs", "rar5-dups", "rar2-unix-owner"):
        for _ in range(300):
            data = bytearray(archive(name))
            for _flip in range(chance.randrange(1, 5)):
                data[chance.randrange(8, len(data))] = chance.randrange(256)
            cut = bytes(data[: chance.randrange(8, len(data))])
            for damaged in (bytes(data), cut):
                assert len(list(headers(io.BytesIO(damaged)))) < 100
