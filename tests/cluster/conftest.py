"""A cluster that all tests here share. Run by `make test-cluster`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest

from cases.engine.errors import Cancelled
from cases.engine.join import Limits, spark
from cases.engine.join.cluster import Cluster, connected
from tests.cluster.making import PLACES, in_stretches
from tests.cluster.standalone import Standalone, standalone
from tests.engine.join.test_match import reports_of
from tests.engine.making import make_source

# Each Java process here lives for seconds: what a long-lived one gains by compiling
# well, collecting in parallel and checking its own classes takes longer than the tests.
# What is computed stays the same.
_SHORT_LIVED: Final = (
    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    " -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
)
_DEFAULTS: Final = f"""\
spark.executor.memory 512m
spark.default.parallelism 2
spark.executor.extraJavaOptions {_SHORT_LIVED}
spark.driver.extraJavaOptions {_SHORT_LIVED}
"""


@pytest.fixture(scope="session", autouse=True)
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Spark listens on the loopback address alone, and takes little."""
    settings = tmp_path_factory.mktemp("spark")
    (settings / "spark-defaults.conf").write_text(_DEFAULTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_CONF_DIR", str(settings))
        patch.setenv("SPARK_DAEMON_JAVA_OPTS", _SHORT_LIVED)
        patch.setenv("SPARK_DAEMON_MEMORY", "128m")
        patch.setattr(spark, "_LEAST_PARTS", 2)
        yield


@pytest.fixture(scope="session")
def shared_cluster(
    small: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standalone]:
    with standalone(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@dataclass(frozen=True)
class Stopped:
    """What came of a match that was told to stop in its middle."""

    error: BaseException | None
    progress: list[int]


@pytest.fixture(scope="session")
def stopped(
    shared_cluster: Standalone, tmp_path_factory: pytest.TempPathFactory
) -> Stopped:
    folder = tmp_path_factory.mktemp("stopped")
    sources = [make_source(4, folder / "index", PLACES)]
    progress: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        in_stretches(patch, sources, 4)
        try:
            spark.match(
                sources,
                reports_of(PLACES),
                Limits(folder / "spill"),
                master=shared_cluster.master,
                on_progress=lambda done, _total: progress.append(done),
                should_stop=lambda: any(progress),
            )
        except Cancelled as error:
            return Stopped(error, progress)
    return Stopped(None, progress)


@pytest.fixture(scope="session")
def cluster(shared_cluster: Standalone, stopped: Stopped) -> Iterator[Cluster]:
    """Connected after another match was stopped: nothing of it may be left."""
    with connected(shared_cluster.master, 512) as cluster:
        yield cluster
