"""An officer's stop is heard in the middle of a match on the cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.engine.errors import Cancelled
from cases.engine.index import BUCKETS
from cases.engine.join import Limits, match, spark
from cases.engine.join.cluster import Cluster
from tests.cluster.conftest import Stopped
from tests.cluster.making import PLACES
from tests.engine.join.test_match import as_rows, reports_of
from tests.engine.making import make_source

pytest.importorskip("pyspark")


def test_it_ends_in_its_middle(stopped: Stopped) -> None:
    assert isinstance(stopped.error, Cancelled)
    assert 0 < max(stopped.progress) < BUCKETS


def test_the_next_match_begins_anew(
    stopped: Stopped, cluster: Cluster, tmp_path: Path
) -> None:
    sources = [make_source(4, tmp_path / "index", PLACES)]
    named, limits = reports_of(PLACES), Limits(tmp_path / "spill")
    found = spark.match_on(cluster, sources, named, limits)
    assert as_rows(found) == as_rows(match(sources, named, limits))
