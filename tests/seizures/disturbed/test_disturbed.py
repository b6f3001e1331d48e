"""Whatever is killed, restarted or full: the job ends as if nothing had happened."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest

from casedesk import embedded
from casedesk.embedded import postgres, valkey
from casedesk.embedded.layout import Layout
from tests.seizures.disturbed.station import Station, kill
from tests.seizures.making import as_text, people

ROWS = 60_000


@pytest.fixture(scope="module")
def seized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seized") / "seized.csv"
    lines = as_text(people(ROWS)).splitlines(keepends=True)
    # Some rows are damaged and some repeat, so that every count is at stake.
    lines[500::1000] = [b"broken\r\n" for _ in lines[500::1000]]
    path.write_bytes(b"".join([*lines, *lines[1:400]]))
    return path


@pytest.fixture(scope="module")
def undisturbed(station: Station, seized: Path) -> tuple[float, dict[str, Any]]:
    """How long it takes, and what is found."""
    pk = station.act("submit", seized)
    with station.worker(), station.beat():
        station.wait_for(pk, "running", "done")
        begun = time.monotonic()
        assert station.wait_for(pk, "done", "failed") == ""
        taken = time.monotonic() - begun
    return taken, station.act("found", pk)


def assert_same(station: Station, pk: int, undisturbed: dict[str, Any]) -> None:
    found = station.act("found", pk)
    assert found == undisturbed
    assert found["unfinished"] == []
    assert found["originals"] == 0, "one sealed original for each file"
    assert found["counts"][0] == found["counts"][1] + found["counts"][2]
    assert found["stored"] == found["counts"][1]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_worker_killed_at_any_moment(
    station: Station,
    seized: Path,
    undisturbed: tuple[float, dict[str, Any]],
    seed: int,
) -> None:
    seconds, found = undisturbed
    moments = random.Random(seed)
    pk = station.act("submit", seized)
    with station.beat():
        for _ in range(2):
            with station.worker() as worker:
                station.wait_for(pk, "running", "done")
                time.sleep(moments.uniform(0, seconds))
                kill(worker)
        with station.worker():
            assert station.wait_for(pk, "done", "failed") == ""
    assert_same(station, pk, found)


@pytest.mark.parametrize("server", ["postgres", "valkey"])
def test_a_server_that_crashes_and_comes_back(
    station: Station,
    seized: Path,
    undisturbed: tuple[float, dict[str, Any]],
    server: str,
) -> None:
    pk = station.act("submit", seized)
    with station.worker(), station.beat():
        station.wait_for(pk, "running")
        layout = Layout(station.var)
        stopped = postgres if server == "postgres" else valkey
        stopped.server(layout).stop()
        time.sleep(1)
        embedded.ensure(station.var)
        # Who was connected may need to be started anew, as a supervisor does.
        with station.worker():
            assert station.wait_for(pk, "done", "failed") == ""
    assert_same(station, pk, undisturbed[1])


def test_a_disk_that_is_full_is_said_and_the_job_goes_on_once_there_is_room(
    station: Station, seized: Path, undisturbed: tuple[float, dict[str, Any]]
) -> None:
    pk = station.act("submit", seized)
    with station.beat():
        with station.worker(most_bytes=1_000_000):
            assert station.wait_for(pk, "done", "failed") == "disk_full"
        station.act("start_again", pk)
        with station.worker():
            assert station.wait_for(pk, "done", "failed") == ""
    assert_same(station, pk, undisturbed[1])
