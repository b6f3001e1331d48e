"""What the benchmark of the index asks, it checks."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from cases.engine.bench import index
from cases.engine.errors import EngineError
from cases.engine.index import IndexSource
from cases.engine.join import Limits

SMALL = {"sources": 3, "rows": 2_000, "large": 50_000, "reports": 2_000}


def test_the_command_finds_what_it_hid() -> None:
    out = io.StringIO()
    call_command("bench_index", **SMALL, sets=4, set_rows=500, json=True, stdout=out)
    found = json.loads(out.getvalue())
    assert found["report"]["identifiers"] == 6_000
    # One report in ten has a number of either file.
    assert found["incremental"]["links"] == 200
    assert found["pairs"]["sets"] == 4
    assert found["pairs"]["all pairs"]["ms"] > 0


def test_a_wrong_answer_is_no_figure(tmp_path: Path) -> None:
    sources = [index.make_source(1, tmp_path / "one", 0, 1_000)]
    with pytest.raises(EngineError):
        index.one_report(sources, 1_000, Limits(tmp_path / "spill"))
    with pytest.raises(EngineError):
        index.all_pairs([*sources, IndexSource(2, tmp_path / "one")], 1_000, 10)
