"""One CaseDesk of its own for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casedesk import embedded
from tests.seizures.disturbed.station import Station


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    var = tmp_path_factory.mktemp("station")
    try:
        yield Station(var)
    finally:
        embedded.stop(var)
