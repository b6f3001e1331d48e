"""The table of docs/cluster.md is calculated, and from figures that stand beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.engine.bench import capacity
from cases.engine.bench.capacity import Costs

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "cluster.md"
COSTS = Costs(
    original=100,
    record=50,
    index=40,
    entries=2,
    intake=2,
    match=0.1,
    cluster_entry=1.6,
)


def test_the_table_on_the_page_follows_from_the_costs_on_the_page() -> None:
    text = DOCUMENT.read_text()
    costs = capacity.of_lines(text)
    assert "\n".join(costs.told()) in text
    assert capacity.table(costs) in text


def test_each_figure_is_a_cost_times_the_rows() -> None:
    line = capacity.table(COSTS, [1_000_000_000]).splitlines()[-1]
    figures = [cell.strip() for cell in line.strip("|").split("|")]
    assert figures == [
        "1,000,000,000",
        "100 GB",
        "50 GB",
        "40 GB",
        "33 min",
        "100 s",
        "3.3 min",
        "25 s",
        "3.1 s",
    ]


def test_what_is_told_is_read_again() -> None:
    assert capacity.of_lines("\n".join(["Text - with: it", *COSTS.told()])) == COSTS


def test_costs_are_measured_on_a_file_that_is_taken_in(tmp_path: Path) -> None:
    costs = capacity.measured(3_000, tmp_path, cluster_entry=1.5)
    assert costs.cluster_entry == 1.5
    # A mobile number and a resident ID in every row; of 25 bytes, and footers.
    assert costs.entries == pytest.approx(2, rel=0.1)
    assert 25 * costs.entries < costs.index < 100 * costs.entries
    assert costs.original > costs.record > 0
    assert costs.intake > 0
    assert costs.match > 0
