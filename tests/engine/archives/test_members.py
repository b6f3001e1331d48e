"""The members of archives come out whole, or say why they cannot."""

import gzip
import io
import lzma
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest

from cases.engine.archives import (
    Budget,
    TooMuch,
    UnreadableMember,
    members,
    recognise,
)
from cases.engine.errors import UnreadableFile, WrongKey
from tests.engine.archives.making import (
    Content,
    a_7z,
    a_locked_rar,
    a_locked_zip,
    a_rar,
    a_tar,
    a_zip,
    a_zip_named_in,
    a_zip_with_special_files,
)

# Neither repeats itself nor is it random: two chunks of any reader.
LONG = "".join(f"{n},1990000{n % 10_000:04}\n" for n in range(60_000)).encode()
CONTENT = {
    "快递/一月.csv": b"a,b\n1,2\n",
    "empty.csv": b"",
    "long.csv": LONG,
    "last.txt": b"x" * 1000,
}
PASSWORD = "料2021"
BROKEN_OFF = "…"

LZMA1 = [{"id": lzma.FILTER_LZMA1, "preset": 1}]
MAKERS: dict[str, Callable[[Content], bytes]] = {
    "zip": a_zip,
    "zip stored": lambda c: a_zip(c, zipfile.ZIP_STORED),
    "zip bzip2": lambda c: a_zip(c, zipfile.ZIP_BZIP2),
    "zip lzma": lambda c: a_zip(c, zipfile.ZIP_LZMA),
    "7z": a_7z,
    "7z lzma1": lambda c: a_7z(c, filters=LZMA1),
    "rar": a_rar,
    "tar": a_tar,
    "tar.gz": lambda c: a_tar(c, "gzip"),
    "tar.xz": lambda c: a_tar(c, "xz"),
}
LOCKED: dict[str, Callable[[Content], bytes]] = {
    "zip aes": lambda c: a_locked_zip(c, PASSWORD),
    "zip classic": lambda c: a_locked_zip(c, PASSWORD, "zipcrypt"),
    "zip classic gbk": lambda c: a_locked_zip(c, PASSWORD.encode("gbk"), "zipcrypt"),
    "7z": lambda c: a_7z(c, PASSWORD),
    "7z list": lambda c: a_7z(c, PASSWORD, locked_list=True),
}


def unpacked(
    archive: bytes,
    *passwords: str,
    name: str = "seized.bin",
    budget: Budget | None = None,
) -> dict[str, bytes | str]:
    """Content by path, or why there is none; and whether the list broke off."""
    found: dict[str, bytes | str] = {}
    budget = budget or Budget(len(archive))
    listed = members(io.BytesIO(archive), name, passwords=passwords, budget=budget)
    try:
        for member in listed:
            try:
                found[member.path] = member.refused or b"".join(member.chunks())
            except UnreadableMember as error:
                found[member.path] = error.code
    except UnreadableFile as error:
        if not found:
            raise
        found[BROKEN_OFF] = error.code
    return found


@pytest.mark.parametrize("kind", MAKERS)
def test_every_member_comes_out_byte_for_byte(kind: str) -> None:
    archive = MAKERS[kind](CONTENT)
    assert recognise(io.BytesIO(archive))
    assert unpacked(archive) == CONTENT


@pytest.mark.parametrize("kind", MAKERS)
def test_members_may_be_passed_by(kind: str) -> None:
    archive = MAKERS[kind](CONTENT)
    found = {}
    for member in members(
        io.BytesIO(archive), "seized.bin", budget=Budget(len(archive))
    ):
        if member.path == "last.txt":
            found[member.path] = b"".join(member.chunks())
    assert found == {"last.txt": CONTENT["last.txt"]}


def test_a_single_compressed_file_gets_its_name_back() -> None:
    packed = gzip.compress(LONG)
    assert unpacked(packed, name="快递.csv.gz") == {"快递.csv": LONG}


@pytest.mark.parametrize("kind", LOCKED)
def test_the_right_password_among_several_opens_everything(kind: str) -> None:
    assert unpacked(LOCKED[kind](CONTENT), "wrong", PASSWORD, "123456") == CONTENT


def test_a_wrong_password_that_seems_to_fit_keeps_nothing_from_the_right_one() -> None:
    archive = LOCKED["zip classic"]({"long.csv": LONG})
    fits = next(
        word
        for word in map(str, range(5_000))
        if unpacked(archive, word) == {"long.csv": "damaged_member"}
    )
    assert unpacked(archive, fits, PASSWORD) == {"long.csv": LONG}
    assert unpacked(archive, "no", fits) == {"long.csv": "damaged_member"}


@pytest.mark.parametrize("kind", ["zip aes", "zip classic", "7z"])
@pytest.mark.parametrize(
    ("passwords", "said"), [((), "needs_password"), (("no", "nein"), "wrong_password")]
)
def test_locked_members_are_listed_and_say_what_they_need(
    kind: str, passwords: Sequence[str], said: str
) -> None:
    found = unpacked(LOCKED[kind](CONTENT), *passwords)
    assert set(found) == set(CONTENT)
    assert {why for why in found.values() if why != b""} == {said}


@pytest.mark.parametrize(
    ("passwords", "said"), [((), "needs_password"), (("no",), "wrong_password")]
)
def test_a_locked_list_says_what_it_needs(passwords: Sequence[str], said: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        unpacked(LOCKED["7z list"](CONTENT), *passwords)
    assert refusal.value.code == said
    assert refusal.value.where == {"file": "seized.bin"}


def test_a_locked_rar_says_that_nothing_here_opens_it() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        unpacked(a_locked_rar())
    assert refusal.value.code == "locked_rar"


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-8"])
def test_undeclared_names_are_read_in_their_own_encoding(encoding: str) -> None:
    names = {
        "gbk": ["快递料/一月.csv", "学生名单.txt"],
        "big5": ["客戶資料/一月.csv", "學生名單.txt"],
        "utf-8": ["快递料/一月.csv"],
    }[encoding]
    content = dict.fromkeys([*names, "plain.csv"], b"x")
    assert unpacked(a_zip_named_in(encoding, content)) == content


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\a\\..\\b.csv", "Users/a/b.csv"),
        ("\\\\host\\share\\b.csv", "host/share/b.csv"),
        ("a\u202evsc.exe", "avsc.exe"),
        ("a\nb.csv", "ab.csv"),
        ("..", "?"),
    ],
)
@pytest.mark.parametrize("make", [a_zip, a_rar, a_7z], ids=["zip", "rar", "7z"])
def test_a_name_is_a_label_and_leads_nowhere(
    make: Callable[[Content], bytes], told: str, kept: str
) -> None:
    if make is a_7z and told in {"../../etc/passwd", "/etc/passwd", ".."}:
        pytest.skip("py7zr does not write such names")
    assert unpacked(make({told: b"x", "b": b"y"})) == {kept: b"x", "b": b"y"}


def test_links_and_devices_are_told_apart_from_files() -> None:
    assert unpacked(a_zip_with_special_files()) == {
        "link": "member_is_link",
        "device": "member_is_device",
        "table.csv": b"a,b\n",
    }


@pytest.mark.parametrize("kind", ["zip", "zip stored", "zip bzip2", "zip lzma"])
def test_a_damaged_member_of_a_zip_costs_no_other(kind: str) -> None:
    archive = bytearray(MAKERS[kind](CONTENT))
    info = zipfile.ZipFile(io.BytesIO(archive)).getinfo("long.csv")
    for place in (0, 14, 26, 60, info.compress_size):
        changed = bytearray(archive)
        changed[info.header_offset + place] ^= 0x81
        found = unpacked(bytes(changed))
        assert found == {**CONTENT, "long.csv": found["long.csv"]}
        assert found["long.csv"] in {LONG, "damaged_member", "unsupported_member"}


def test_a_changed_byte_of_content_never_passes() -> None:
    """Of each format one byte in the middle of the packed content.

    A tar has no checksum of content, and libarchive leaves that of a stored RAR
    member unchecked.
    """
    for kind, make in MAKERS.items():
        if kind.startswith(("tar", "rar")):
            continue
        archive = bytearray(make({"long.csv": LONG}))
        archive[len(archive) // 2] ^= 1
        assert unpacked(bytes(archive)) == {"long.csv": "damaged_member"}, kind


@pytest.mark.parametrize("kind", MAKERS)
def test_an_archive_cut_off_gives_what_is_whole_or_says_so(kind: str) -> None:
    archive = MAKERS[kind](CONTENT)
    for part in (0.05, 0.5, 0.9, 0.99):
        with suppress(UnreadableFile):
            found = unpacked(archive[: int(len(archive) * part)])
            assert found.pop(BROKEN_OFF, "damaged_archive") == "damaged_archive"
            assert found.keys() <= CONTENT.keys()
            assert all(found[p] in {CONTENT[p], "damaged_member"} for p in found)


def test_of_a_zip_without_its_end_the_members_are_saved() -> None:
    archive = a_zip(CONTENT)
    cut = zipfile.ZipFile(io.BytesIO(archive)).start_dir
    assert unpacked(archive[:cut]) == {**CONTENT, BROKEN_OFF: "damaged_archive"}


def test_what_is_a_document_is_no_archive() -> None:
    for name in ("[Content_Types].xml", "mimetype"):
        assert recognise(io.BytesIO(a_zip({name: b"x", "a.xml": b"y"}))) == ""
        cut = a_zip({name: bytes(9_000)}, zipfile.ZIP_STORED)[:5_000]
        assert recognise(io.BytesIO(cut)) == ""
    assert recognise(io.BytesIO(b"a,b\n1,2\n")) == ""
    assert recognise(io.BytesIO(b"")) == ""


@pytest.mark.parametrize("kind", ["zip", "zip bzip2", "zip lzma", "7z", "tar.gz"])
def test_a_bomb_is_stopped_at_the_budget(kind: str) -> None:
    archive = MAKERS[kind]({"first.csv": b"a\n", "bomb.csv": bytes(16 << 20)})
    budget = Budget(len(archive), free=1 << 18, ratio=2)
    found: list[int] = []
    with pytest.raises(TooMuch) as refusal:
        found.extend(
            sum(map(len, member.chunks()))
            for member in members(io.BytesIO(archive), "seized.bin", budget=budget)
        )
    assert refusal.value.code == "unpacks_to_too_much"
    assert found == [2]
    assert budget.spent < 5 << 20


def test_too_many_members_are_refused() -> None:
    archive = a_zip({f"{n}.csv": b"" for n in range(30)})
    with pytest.raises(TooMuch) as refusal:
        unpacked(archive, budget=Budget(len(archive), members=20))
    assert refusal.value.code == "too_many_members"


def test_a_list_too_long_for_memory_is_refused_unread() -> None:
    archive = bytearray(a_zip({"a": b""}))
    end = archive.rindex(b"PK\5\6")
    archive[end + 12 : end + 16] = (1 << 30).to_bytes(4, "little")
    with pytest.raises(TooMuch):
        unpacked(bytes(archive))


def test_a_fault_of_the_sealed_file_is_not_called_one_of_the_archive() -> None:
    class Broken(io.BytesIO):
        def readinto(self, buffer: object) -> int:
            raise WrongKey("damaged", file="original.age")

    for archive in (a_rar(CONTENT), a_tar(CONTENT)):
        with pytest.raises(WrongKey):
            list(members(Broken(archive), "a", budget=Budget(1)))
