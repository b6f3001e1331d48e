"""A cluster that all tests here share. Run by `make test-cluster`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cluster.standalone import Standalone, standalone


@pytest.fixture(scope="session", autouse=True)
def loopback() -> Iterator[None]:
    """Nothing of Spark listens anywhere else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        yield


@pytest.fixture(scope="session")
def shared_cluster(
    loopback: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standalone]:
    with standalone(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster
