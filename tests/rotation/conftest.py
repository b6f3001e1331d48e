"""What every rotation here starts from."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.installation import keys_in_use
from tests.rotation.making import World, make_world

# A rotation asks for a lock that the connection has for itself, so the test's own
# transaction does not disturb it.


@pytest.fixture
def world(lead: Officer, case: Case, key_file: Path) -> World:
    with keys_in_use():
        return make_world(lead, case)
