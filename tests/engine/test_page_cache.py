"""Large files are read and written without filling the page cache."""

import os
from pathlib import Path

import pytest

from cases.engine import page_cache
from cases.engine.keys import Keys
from cases.engine.originals import Original, Sealer
from cases.engine.page_cache import Passing

SIZE = 4 << 20
CONTENT = os.urandom(SIZE)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "_PIECE", 1 << 18)
    monkeypatch.setattr(page_cache, "_ON_ITS_WAY", (1 << 20) + 1)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The ranges that the system was told to drop, in place of telling it."""
    ranges: list[tuple[int, int]] = []
    monkeypatch.setattr(
        os,
        "posix_fadvise",
        lambda _file, start, length, advice: (
            ranges.append((start, start + length))
            if advice == os.POSIX_FADV_DONTNEED
            else pytest.fail("another advice")
        ),
    )
    return ranges


def test_each_piece_that_is_written_is_begun_and_older_ones_are_dropped(
    told: list[tuple[int, int]],
) -> None:
    passing = Passing(0)
    for position in range(0, SIZE + 1, 1 << 17):
        passing.written(position)
    begun = [(start, end) for start, end in told if start or end == 1 << 18]
    assert begun == [(at, at + (1 << 18)) for at in range(0, SIZE, 1 << 18)]
    dropped = [end for start, end in told if not start and end != 1 << 18]
    assert dropped[-1] == SIZE - (1 << 18) - (1 << 20) - 1


def test_nothing_is_dropped_before_it_was_read(told: list[tuple[int, int]]) -> None:
    passing = Passing(0)
    for position in range(0, SIZE + 1, 100_000):
        passing.read(position)
        assert all(end <= position for _start, end in told)
    assert [start for start, _end in told[1:]] == [end for _start, end in told[:-1]]


def test_a_sealed_file_is_whole_though_its_pages_are_dropped(tmp_path: Path) -> None:
    keys = Keys.generate()
    with Sealer(tmp_path / "original.age", keys) as sealer:
        for start in range(0, SIZE, 100_000):
            sealer.write(CONTENT[start : start + 100_000])
    original = Original(tmp_path / "original.age", keys)
    with original.open() as stream:
        assert stream.read() == CONTENT
    assert original.sha256() == sealer.digests.sha256


def test_looking_at_the_end_of_a_sealed_file_drops_nothing(
    tmp_path: Path, told: list[tuple[int, int]]
) -> None:
    keys = Keys.generate()
    with Sealer(tmp_path / "original.age", keys) as sealer:
        sealer.write(CONTENT)
    told.clear()
    with Original(tmp_path / "original.age", keys).open() as stream:
        assert told == []
        stream.seek(-1, os.SEEK_END)
        assert stream.read() == CONTENT[-1:]
        assert told == []
        stream.seek(0)
        stream.read()
    assert told[0][0] == 0
    assert told[-1][1] > SIZE - (1 << 19)
