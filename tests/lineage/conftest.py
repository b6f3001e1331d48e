"""Data sets that went from hand to hand."""

from __future__ import annotations

from datetime import date

import pytest

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.seizures.models import SeizedDataset
from tests.lineage.making import make_set, trace
from tests.suspects.making import make_suspect


@pytest.fixture
def chain(lead: Officer, case: Case) -> list[SeizedDataset]:
    """Three holders, one after the other; compared."""
    chain = [
        make_set(
            case,
            range(start, 20),
            title=f"Link {month}",
            holder=make_suspect(case, name=f"Holder {month}"),
            obtained_on=date(2020, month, 1),
        )
        for start, month in ((0, 6), (5, 9), (12, 12))
    ]
    trace(lead, case)
    return chain
