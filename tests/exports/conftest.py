"""A case with more suspects than a page shows, and two who lead it."""

from __future__ import annotations

import pytest

from cases.access.models import Officer
from cases.casefiles.models import Case, Role
from tests.people import join, make_officer
from tests.suspects.making import make_suspect


@pytest.fixture
def suspects(case: Case) -> Case:
    for number in range(30):
        make_suspect(case, name=f"王某{number:02}")
    return case


@pytest.fixture
def second(case: Case) -> Officer:
    """Another lead investigator of the case."""
    return join(case, make_officer("second"), Role.LEAD)
