"""What the benchmark loads is a valid trail."""

from __future__ import annotations

import pytest
from django.db import connection

from cases.access.models import Officer
from cases.audit import verifying
from cases.audit.bench import load, measure
from tests.people import make_officer


@pytest.mark.django_db(transaction=True)
def test_loaded_entries_are_valid_and_can_be_added_to() -> None:
    officers = [make_officer("one"), make_officer("two")]
    measure.writing(officers[0], 3)
    load.fill(2 * load.BLOCK, [(officer.pk, "Unit") for officer in officers])
    assert len(measure.writing(officers[0], 20)) == 20
    result = verifying.verify()
    assert (result.entries, result.faults) == (2 * load.BLOCK + 20, [])
    assert Officer.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_indexes WHERE tablename = 'cases_entry'"
        )
        assert cursor.fetchone() == (8,)
