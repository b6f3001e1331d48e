"""The match finds what a naive join finds, within its limits."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.engine.errors import Cancelled
from cases.engine.index import BUCKETS
from cases.engine.join import Brakes, Limits, Matches, holding, match
from cases.engine.join.duck import REPORTS_SCHEMA
from tests.engine.making import MOBILE, RESIDENT_ID, entries, make_source

Place = tuple[int, str, int]
# Few values and few rows, so that they meet, repeat and reach the brakes.
PLACES = st.lists(
    st.tuples(
        st.sampled_from([MOBILE, RESIDENT_ID]),
        st.sampled_from([f"1990000000{digit}" for digit in range(6)]),
        st.integers(0, 8),
    ),
    max_size=25,
)


@pytest.fixture(scope="module", autouse=True, params=["Polars", "DuckDB"])
def engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """All that is said here holds of few hits as of many."""
    few = 10**9 if request.param == "Polars" else -1
    with mock.patch("cases.engine.join.duck.FEW", few):
        yield


def reports_of(places: list[Place]) -> pl.DataFrame:
    frame = entries(places).rename({"row": "report"})
    return frame.select(REPORTS_SCHEMA.names())


def naive(
    sources: dict[int, list[Place]], reports: list[Place], brakes: Brakes
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The rule as one would explain it: count both sides, hold back, join."""
    rows: dict[tuple[int, str], dict[int, set[int]]] = defaultdict(dict)
    named: dict[tuple[int, str], set[int]] = defaultdict(set)
    for number, places in sources.items():
        for kind, value, row in places:
            rows[kind, value].setdefault(number, set()).add(row)
    for kind, value, report in reports:
        named[kind, value].add(report)
    links: list[tuple[object, ...]] = []
    braked: list[tuple[object, ...]] = []
    for (kind, value), per_source in rows.items():
        who = named.get((kind, value), set())
        total = sum(len(found) for found in per_source.values())
        token = entries([(kind, value, 0)]).select("kind", "hi", "lo").row(0)
        if who and (total > brakes.rows or len(who) > brakes.reports):
            braked.append((*token, total, len(who)))
            continue
        links += [
            (number, report, *token, len(found), min(found))
            for number, found in per_source.items()
            for report in who
        ]
    return sorted(links, key=str), sorted(braked, key=str)


def as_rows(matches: Matches) -> tuple[list[object], list[object]]:
    return sorted(matches.links.rows(), key=str), sorted(matches.braked.rows(), key=str)


@settings(max_examples=25, deadline=None)
@given(PLACES, PLACES, PLACES, st.integers(1, 5), st.integers(1, 4))
def test_the_match_is_what_a_naive_join_gives(
    one: list[Place],
    two: list[Place],
    reports: list[Place],
    max_rows: int,
    max_reports: int,
) -> None:
    brakes = Brakes(max_rows, max_reports)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        sources = [
            make_source(20, root / "one", one),
            make_source(7, root / "two", two),
        ]
        limits = Limits(root / "spill")
        found = match(sources, reports_of(reports), limits, brakes=brakes)
        reports_of(reports).write_parquet(root / "reports.parquet")
        from_file = match(sources, [root / "reports.parquet"], limits, brakes=brakes)
    assert as_rows(found) == naive({20: one, 7: two}, reports, brakes)
    assert as_rows(from_file) == as_rows(found)


@settings(max_examples=25, deadline=None)
@given(PLACES, PLACES, PLACES)
def test_who_holds_nothing_gives_nothing(
    one: list[Place], two: list[Place], reports: list[Place]
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        sources = [
            make_source(20, root / "one", one),
            make_source(7, root / "two", two),
        ]
        limits = Limits(root / "spill")
        holders = holding(sources, reports_of(reports), limits)
    named = {place[:2] for place in reports}
    assert holders == {
        number
        for number, places in ((20, one), (7, two))
        if named & {place[:2] for place in places}
    }


def test_a_number_in_many_rows_gives_one_link_per_report(tmp_path: Path) -> None:
    places = [(MOBILE, "19900000001", row) for row in range(3, 40)]
    source = make_source(1, tmp_path / "index", places)
    reports = reports_of([(MOBILE, "19900000001", 501), (MOBILE, "19900000001", 502)])
    links = match([source], reports, Limits(tmp_path / "spill")).links
    assert links["report"].to_list() == [501, 502]
    assert links["rows"].to_list() == [37, 37]
    assert links["first_row"].to_list() == [3, 3]


def test_a_placeholder_is_listed_with_its_counts_and_not_joined(
    tmp_path: Path,
) -> None:
    places = [(MOBILE, "19900000000", row) for row in range(50)]
    source = make_source(1, tmp_path / "index", [*places, (MOBILE, "19900000001", 50)])
    reports = reports_of([(MOBILE, "19900000000", 1), (MOBILE, "19900000001", 1)])
    found = match([source], reports, Limits(tmp_path / "spill"), brakes=Brakes(49, 9))
    assert found.links["first_row"].to_list() == [50]
    assert found.braked.select("rows", "reports").rows() == [(50, 1)]


def test_only_the_chosen_kinds_are_matched(tmp_path: Path) -> None:
    places = [(MOBILE, "19900000001", 0), (RESIDENT_ID, "990000199001010017", 0)]
    source = make_source(1, tmp_path / "index", places)
    found = match(
        [source], reports_of(places), Limits(tmp_path / "spill"), kinds=[RESIDENT_ID]
    )
    assert found.links["kind"].to_list() == [RESIDENT_ID]


def test_tokens_that_agree_in_their_first_half_only_are_no_match(
    tmp_path: Path,
) -> None:
    source = make_source(1, tmp_path / "index", [(MOBILE, "19900000001", 0)])
    reports = reports_of([(MOBILE, "19900000001", 0)]).with_columns(pl.col("lo") ^ 1)
    found = match([source], reports, Limits(tmp_path / "spill"))
    assert found.links.height == found.braked.height == 0


def test_a_match_of_nothing_is_empty(tmp_path: Path) -> None:
    found = match([], REPORTS_SCHEMA.to_frame(), Limits(tmp_path / "spill"))
    assert found.links.height == found.braked.height == 0


def test_a_match_in_little_memory_goes_bucket_by_bucket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [(MOBILE, f"199000{n:05}", n) for n in range(2_000)]
    sources = [
        make_source(8, tmp_path / "one", places[:1_500]),
        make_source(3, tmp_path / "two", places[1_000:]),
    ]
    limits = Limits(tmp_path / "spill")
    whole = match(sources, reports_of(places), limits)
    monkeypatch.setattr("cases.engine.join.duck.BYTES_PER_MB", 1)
    seen: list[int] = []
    parts = match(
        sources,
        reports_of(places),
        limits,
        on_progress=lambda done, _total: seen.append(done),
    )
    assert seen == list(range(BUCKETS + 1))
    assert whole.links.height == 2_500
    assert as_rows(parts) == as_rows(whole)


def test_a_match_reports_its_progress_and_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.engine.join.duck.BYTES_PER_MB", 1)
    source = make_source(1, tmp_path / "index", [(MOBILE, "19900000001", 0)])
    seen: list[tuple[int, int]] = []
    with pytest.raises(Cancelled):
        match(
            [source],
            reports_of([]),
            Limits(tmp_path / "spill"),
            on_progress=lambda done, total: seen.append((done, total)),
            should_stop=lambda: len(seen) == 5,
        )
    assert seen == [(done, BUCKETS) for done in range(5)]
