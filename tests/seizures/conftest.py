"""What the tests of this slice begin with."""

from __future__ import annotations

import pytest

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.seizures.models import SeizedDataset, SeizedFile
from tests.seizures.making import as_text, make_dataset, make_draft, people


@pytest.fixture
def dataset(lead: Officer, case: Case) -> SeizedDataset:
    return make_dataset(lead, case)


@pytest.fixture
def draft(lead: Officer, dataset: SeizedDataset) -> SeizedFile:
    return make_draft(lead, dataset, as_text(people(30), "|", "gb18030"))
