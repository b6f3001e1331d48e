"""Real workers wait for each other's memory, and take less than is declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.seizures.disturbed.memory import seizures, take_in
from tests.seizures.disturbed.station import Station

# 35 MB of text each, for which a job declares 621 MB.
ROWS = 300_000
BUDGET = 1_000


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return seizures(tmp_path_factory.mktemp("seized"), ROWS)


def test_where_the_budget_is_for_one_the_second_waits(
    station: Station, files: list[Path]
) -> None:
    """And they stay within it, what the other worker holds idly included."""
    station.environment["CASEDESK_MEMORY_MB"] = str(BUDGET)
    taken = take_in(station, files)
    assert taken.at_once == 1
    assert taken.declared > BUDGET > taken.peak
