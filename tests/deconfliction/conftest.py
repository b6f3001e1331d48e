"""The same suspect in two cases that know nothing of each other."""

from __future__ import annotations

import pytest

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.suspects.models import Suspect
from tests.people import make_case
from tests.suspects.making import make_suspect


@pytest.fixture
def theirs(outsider: Officer) -> Suspect:
    """A suspect of a unit of another province, whose case this one cannot see."""
    outsider.contact = "0591-0000000"
    outsider.save()
    case = make_case(lead=outsider, title="The hidden case")
    return make_suspect(case, name="The hidden suspect")


@pytest.fixture
def mine(case: Case) -> Suspect:
    return make_suspect(case, name="My suspect")
