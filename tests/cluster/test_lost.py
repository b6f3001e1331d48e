"""A cluster that is not there, or goes away, is told of in bounded time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cases.engine.errors import EngineError
from cases.engine.index import IndexSource
from cases.engine.join import Limits, cluster, match, spark
from tests.cluster.making import PLACES, in_stretches
from tests.cluster.standalone import free_port, standalone
from tests.engine.join.test_match import reports_of
from tests.engine.making import make_source

pytest.importorskip("pyspark")


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
    tmp_path: Path, sources: list[IndexSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_stretches(monkeypatch, sources, 4)
    named, limits = reports_of(PLACES), Limits(tmp_path / "spill", memory_mb=512)
    lost: list[float] = []
    with standalone(tmp_path / "cluster", workers=1) as own:

        def lose(done: int, _total: int) -> None:
            if done and not lost:
                own.kill("worker-0", "master")
                lost.append(time.monotonic())

        with pytest.raises(EngineError) as caught:
            spark.match(sources, named, limits, master=own.master, on_progress=lose)
    assert caught.value.code == "cluster_lost"
    assert time.monotonic() - lost[0] < 60
    assert match(sources, named, limits).links.height == len(PLACES)


def test_with_a_master_that_has_no_machines(
    tmp_path: Path,
    sources: list[IndexSource],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_BUSY_SECONDS", 3)
    with standalone(tmp_path / "cluster", workers=0) as bare:
        with pytest.raises(EngineError) as caught:
            spark.match(
                sources, reports_of(PLACES), Limits(tmp_path), master=bare.master
            )
        assert bare.is_running("master")
    assert caught.value.code == "cluster_lost"
