"""The three administrators, and officers whom they administer."""

from __future__ import annotations

import pytest

from cases.access.models import Officer
from tests.people import make_officer


@pytest.fixture
def system(db: None) -> Officer:
    return make_officer("system", duty="system_admin")


@pytest.fixture
def security(db: None) -> Officer:
    return make_officer("security", duty="security_admin")


@pytest.fixture
def auditor(db: None) -> Officer:
    return make_officer("auditor", duty="auditor")


@pytest.fixture
def officer(db: None) -> Officer:
    return make_officer("wang")
