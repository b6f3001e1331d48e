"""What tests of cases need beside the case itself."""

from __future__ import annotations

import pytest

from cases.casefiles.models import Case
from cases.suspects.models import Suspect
from tests.suspects.making import make_suspect


@pytest.fixture
def suspect(case: Case) -> Suspect:
    return make_suspect(case)
