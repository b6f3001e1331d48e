"""A data folder whose servers are stopped when the test is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from casedesk import embedded


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "Case 案件" / "var"
    yield folder
    embedded.stop(folder)
