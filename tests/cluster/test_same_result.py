"""DuckDB's, Spark's and a naive join give the same links, row for row."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from cases.engine.index import BUCKETS, INDEX_SCHEMA, IndexSource, build
from cases.engine.join import Brakes, Limits, Matches, match, spark
from cases.engine.join.cluster import Cluster
from cases.engine.join.duck import REPORTS_SCHEMA
from tests.cluster.making import in_stretches
from tests.engine.join.test_match import PLACES, Place, as_rows, naive, reports_of
from tests.engine.making import MOBILE, RESIDENT_ID, make_source

pytest.importorskip("pyspark")

_FOLDERS = count()
TOP = 1 << 63


def require_same(one: Matches, other: Matches) -> None:
    assert_frame_equal(one.links, other.links)
    assert_frame_equal(one.braked, other.braked)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PLACES, PLACES, PLACES, st.integers(1, 5), st.integers(1, 4))
def test_all_three_agree(
    cluster: Cluster,
    tmp_path: Path,
    one: list[Place],
    two: list[Place],
    reports: list[Place],
    max_rows: int,
    max_reports: int,
) -> None:
    brakes = Brakes(max_rows, max_reports)
    root = tmp_path / str(next(_FOLDERS))
    root.mkdir()
    sources = [make_source(20, root / "one", one), make_source(7, root / "two", two)]
    limits = Limits(root / "spill")
    named = reports_of(reports)
    here = match(sources, named, limits, brakes=brakes)
    there = spark.match_on(cluster, sources, named, limits, brakes=brakes)
    require_same(there, here)
    assert as_rows(there) == naive({20: one, 7: two}, reports, brakes)


def test_tokens_of_all_bits_and_paths_of_any_letters(
    cluster: Cluster, tmp_path: Path
) -> None:
    tokens = [(hi, lo) for hi in (0, TOP - 1, TOP, 2 * TOP - 1) for lo in (TOP, 1)]
    entries = pl.DataFrame(
        [(200, hi, lo, row) for row, (hi, lo) in enumerate(tokens)],
        schema=INDEX_SCHEMA,
        orient="row",
    )
    # Repeated tokens are kept in a dictionary, others are not.
    entries = pl.concat([entries] * 3 + [entries.with_columns(pl.col("row") + 100)])
    folder = tmp_path / "卷宗 一"
    build(entries, folder)
    named = entries.rename({"row": "report"}).select(REPORTS_SCHEMA.names())
    sources = [IndexSource(3, folder)]
    limits = Limits(tmp_path / "spill")
    here = match(sources, named, limits)
    require_same(spark.match_on(cluster, sources, named, limits), here)
    assert here.links.height == 2 * len(tokens)
    assert set(here.links["rows"]) == {2}


def test_stretch_by_stretch_and_of_the_chosen_kinds_alone(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [
        (kind, f"199000{n:05}", n) for n in range(40) for kind in (MOBILE, RESIDENT_ID)
    ]
    sources = [make_source(8, tmp_path / "one", places)]
    in_stretches(monkeypatch, sources, 4)
    reports_of(places).write_parquet(tmp_path / "reports.parquet")
    named = [tmp_path / "reports.parquet"]
    limits = Limits(tmp_path / "spill")
    seen: list[int] = []
    there = spark.match_on(
        cluster,
        sources,
        named,
        limits,
        kinds=[MOBILE],
        on_progress=lambda done, _total: seen.append(done),
    )
    require_same(there, match(sources, named, limits, kinds=[MOBILE]))
    assert there.links.height == 40
    assert seen == sorted(seen)
    assert set(seen) == {0, 4, 8, 12, BUCKETS}


def test_a_match_of_nothing_is_empty(cluster: Cluster, tmp_path: Path) -> None:
    none = REPORTS_SCHEMA.to_frame()
    limits = Limits(tmp_path / "spill")
    require_same(spark.match_on(cluster, [], none, limits), match([], none, limits))
