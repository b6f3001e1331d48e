"""An intake that is killed or cancelled goes on, and ends as if undisturbed."""

import dataclasses
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from cases.engine.errors import Cancelled, EngineError
from cases.engine.index import BUCKETS, bucket_name
from cases.engine.intake import IntakeResult, take_in
from cases.engine.keys import Keys
from cases.engine.readers.base import Batch, Layout, Opener
from cases.engine.records import read_list, read_row
from tests.engine.fake_reader import PLAN, mess, opener_of, read_tabs

KEYS = Keys.generate()
CONTENT = mess(1_000)
ROOT = Path(__file__).parents[3]


def run(
    store: Path, content: bytes = CONTENT, stop_after: int = 10**9, keys: Keys = KEYS
) -> IntakeResult:
    left = [stop_after]

    def should_stop() -> bool:
        left[0] -= 1
        return left[0] < 0

    return take_in(
        opener_of(content),
        [PLAN],
        store,
        keys,
        read=read_tabs,
        should_stop=should_stop,
        segment_rows=100,
    )


def index(store: Path) -> list[pl.DataFrame]:
    folder = store / "index"
    return [pl.read_parquet(folder / bucket_name(number)) for number in range(BUCKETS)]


def assert_same(store: Path, undisturbed: Path, keys: Keys = KEYS) -> None:
    """The same index, the same rows, and not a file more."""
    for one, other in zip(index(store), index(undisturbed), strict=True):
        assert one.equals(other)
    rows = sum(stretch.rows for stretch in read_list(undisturbed))
    for row in (0, 1, rows // 2, rows - 1):
        assert read_row(store, row, keys) == read_row(undisturbed, row, keys)
    assert len(list(store.rglob("*"))) == len(list(undisturbed.rglob("*")))
    assert not store.with_name(store.name + ".part").exists()


@pytest.mark.parametrize(
    ("event", "count"),
    [
        ("progress", 1),
        ("progress", 12),
        ("progress", 30),
        ("rename", 1),
        ("rename", 5),
        ("rename", 12),
        ("rename", 13),
    ],
)
def test_a_killed_intake_ends_with_the_counts_of_an_undisturbed_one(
    tmp_path: Path, event: str, count: int
) -> None:
    KEYS.save(tmp_path / "keys.json")
    (tmp_path / "seized.txt").write_bytes(CONTENT)
    command = [sys.executable, "-m", "tests.engine.intake.victim"]
    killed = subprocess.run(
        [*command, str(tmp_path), event, str(count)], cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "store").exists()
    assert run(tmp_path / "store") == run(tmp_path / "undisturbed")
    assert_same(tmp_path / "store", tmp_path / "undisturbed")


def test_a_cancelled_intake_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        run(tmp_path / "store", stop_after=17)
    finished = list((tmp_path / "store.part" / "segments").iterdir())
    assert len(finished) >= 4
    before = {path: path.stat().st_mtime_ns for path in finished}
    with pytest.raises(Cancelled):
        run(tmp_path / "store", stop_after=2)
    assert {path: path.stat().st_mtime_ns for path in finished} == before
    assert run(tmp_path / "store") == run(tmp_path / "undisturbed")
    assert_same(tmp_path / "store", tmp_path / "undisturbed")


def test_a_cancelled_merge_is_done_again(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        run(tmp_path / "store", stop_after=30)
    assert run(tmp_path / "store") == run(tmp_path / "undisturbed")
    assert_same(tmp_path / "store", tmp_path / "undisturbed")


def test_a_file_that_changed_meanwhile_is_not_mixed_with_what_it_was(
    tmp_path: Path,
) -> None:
    with pytest.raises(Cancelled):
        run(tmp_path / "store", stop_after=17)
    with pytest.raises(EngineError, match="changed_meanwhile"):
        run(tmp_path / "store", content=CONTENT.replace(b"\n", b"\n\n\n", 20))


def test_another_mapping_starts_afresh(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        run(tmp_path / "store", stop_after=17)
    other = dataclasses.replace(PLAN, mapping={1: "mobile"})
    result = take_in(
        opener_of(CONTENT), [other], tmp_path / "store", KEYS, read=read_tabs
    )
    assert result.rows_read == run(tmp_path / "undisturbed").rows_read
    assert len(read_list(tmp_path / "store")) == 1


def test_a_second_call_returns_the_account_and_reads_nothing(tmp_path: Path) -> None:
    def never(opener: Opener, layout: Layout) -> Iterator[Batch]:
        raise AssertionError

    first = run(tmp_path / "store")
    again = take_in(opener_of(b""), [PLAN], tmp_path / "store", KEYS, read=never)
    assert again == first


def test_a_kill_after_the_last_rename_leaves_nothing_behind(tmp_path: Path) -> None:
    first = run(tmp_path / "store")
    (tmp_path / "store" / "runs").mkdir()
    (tmp_path / "store" / "plan.json").touch()
    assert run(tmp_path / "store") == first
    assert run(tmp_path / "undisturbed") == first
    assert_same(tmp_path / "store", tmp_path / "undisturbed")


def test_a_finished_store_is_not_overwritten_by_another_plan(tmp_path: Path) -> None:
    run(tmp_path / "store")
    other = dataclasses.replace(PLAN, mapping={1: "mobile"})
    with pytest.raises(EngineError, match="taken_in_otherwise"):
        take_in(opener_of(CONTENT), [other], tmp_path / "store", KEYS, read=read_tabs)


def test_two_workers_do_not_take_the_same_file_in(tmp_path: Path) -> None:
    (tmp_path / "store.part").mkdir()
    held = os.open(tmp_path / "store.part", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(EngineError, match="busy"):
        run(tmp_path / "store")
    os.close(held)
    assert run(tmp_path / "store").rows_read


def test_a_disk_that_fails_in_between_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        left = [3]

        def full(*_: object) -> None:
            left[0] -= 1
            if not left[0]:
                raise OSError(28, "No space left on device")

        patch.setattr("cases.engine.intake.segment.write_run", full)
        with pytest.raises(OSError, match="No space left"):
            run(tmp_path / "failed")
    assert run(tmp_path / "store") == run(tmp_path / "undisturbed")


def test_what_a_failed_segment_wrote_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("cases.engine.intake.segment.write_run", full)
        with pytest.raises(OSError, match="No space left"):
            run(tmp_path / "store")
    assert run(tmp_path / "store") == run(tmp_path / "undisturbed")
    assert_same(tmp_path / "store", tmp_path / "undisturbed")
