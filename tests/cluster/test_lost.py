"""A cluster that is not there, or goes away, is told of in bounded time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.engine.errors import Cancelled, EngineError
from cases.engine.index import IndexSource
from cases.engine.join import Limits, cluster, match, spark
from tests.cluster.standalone import Standalone, free_port, standalone
from tests.engine.join.test_match import as_rows, reports_of
from tests.engine.making import MOBILE, make_source

pytest.importorskip("pyspark")

PLACES = [(MOBILE, f"199000{n:05}", n) for n in range(50)]


@pytest.fixture
def own_cluster(loopback: None, tmp_path: Path) -> Iterator[Standalone]:
    with standalone(tmp_path / "cluster", workers=1) as found:
        yield found


@pytest.fixture
def sources(tmp_path: Path) -> list[IndexSource]:
    return [make_source(4, tmp_path / "index", PLACES)]


def test_where_nobody_listens(tmp_path: Path, sources: list[IndexSource]) -> None:
    master = f"spark://127.0.0.1:{free_port()}"
    begun = time.monotonic()
    with pytest.raises(EngineError) as caught:
        spark.match(sources, reports_of(PLACES), Limits(tmp_path), master=master)
    assert caught.value.code == "cluster_lost"
    assert time.monotonic() - begun < 10


def test_in_the_middle_of_a_match_which_then_runs_here(
    tmp_path: Path,
    sources: list[IndexSource],
    own_cluster: Standalone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Bucket by bucket, so that there is a middle.
    monkeypatch.setattr(spark, "_STRETCH_BYTES", 1)
    limits = Limits(tmp_path / "spill")
    lost: list[float] = []

    def lose(done: int, _total: int) -> None:
        if done >= 2 and not lost:
            own_cluster.kill("worker-0", "master")
            lost.append(time.monotonic())

    with pytest.raises(EngineError) as caught:
        spark.match(
            sources,
            reports_of(PLACES),
            limits,
            master=own_cluster.master,
            on_progress=lose,
        )
    assert caught.value.code == "cluster_lost"
    assert time.monotonic() - lost[0] < 60
    assert match(sources, reports_of(PLACES), limits).links.height == len(PLACES)


def test_with_a_master_that_has_no_machines(
    tmp_path: Path,
    sources: list[IndexSource],
    own_cluster: Standalone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_BUSY_SECONDS", 3)
    own_cluster.kill("worker-0")
    with pytest.raises(EngineError) as caught:
        spark.match(
            sources, reports_of(PLACES), Limits(tmp_path), master=own_cluster.master
        )
    assert caught.value.code == "cluster_lost"


def test_a_stop_is_heard_and_the_next_match_begins_anew(
    tmp_path: Path, sources: list[IndexSource], shared_cluster: Standalone
) -> None:
    named, limits = reports_of(PLACES), Limits(tmp_path / "spill")
    master = shared_cluster.master
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return True

    with pytest.raises(Cancelled):
        spark.match(sources, named, limits, master=master, should_stop=stop)
    assert asked == [True]
    found = spark.match(sources, named, limits, master=master)
    assert as_rows(found) == as_rows(match(sources, named, limits))
