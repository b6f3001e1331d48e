"""The benchmark checks what it measures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cases.engine import join
from cases.engine.bench import measure, single
from cases.engine.errors import EngineError
from cases.engine.join import Matches
from cases.engine.keys import Keys
from cases.engine.records import Record


def test_it_measures_a_run_whose_hits_are_all_found(tmp_path: Path) -> None:
    result = measure.run(3_000, 300, tmp_path / "bench")
    assert (result.rows, result.reports) == (3_000, 300)
    # One report in ten has a number of the seized file, some of them the same.
    assert 25 <= result.links <= 40
    assert result.intake_ratio_to_polars > 0
    assert result.match_ratio_to_duckdb > 0
    assert result.peak_mb > 50
    assert 0 < result.record_median_ms <= result.record_worst_ms
    assert result.workbook_rows == 600
    assert result.workbook_ratio_to_fastexcel > 0


def test_a_record_that_comes_from_another_line_is_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_below(_store: Path, _sheet: int, line: int, _keys: Keys) -> Record:
        return Record(line - 3, "", line - 1, (), (), {})

    monkeypatch.setattr(single, "read_line", one_below)
    with pytest.raises(EngineError, match="does_not_add_up"):
        single.read_lines(tmp_path, 100, Keys.generate())


def test_a_match_that_misses_a_hit_is_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing_one(*args: Any, **kwargs: Any) -> Matches:
        found = join.match(*args, **kwargs)
        return Matches(found.links.head(found.links.height - 1), found.braked)

    monkeypatch.setattr(measure, "match", missing_one)
    with pytest.raises(EngineError, match="does_not_add_up"):
        measure.run(3_000, 300, tmp_path / "bench")
