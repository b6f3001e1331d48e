"""What the benchmark loads is a valid trail."""

from __future__ import annotations

import pytest
from django.db import connection

from cases.audit import verifying
from cases.audit.bench import load, measure
from cases.audit.verifying import chain
from tests.audit.making import by_hand
from tests.people import make_officer


@pytest.mark.django_db(transaction=True)
def test_loaded_entries_are_valid_and_can_be_added_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officers = [make_officer("one"), make_officer("two")]
    measure.writing(officers[0], 3)
    load.fill(2 * load.BLOCK, [(officer.pk, "Unit") for officer in officers])
    assert len(measure.writing(officers[0], 20)) == 20
    result = verifying.verify()
    assert (result.entries, result.faults) == (2 * load.BLOCK + 20, [])
    # The same by several processes, in several portions.
    monkeypatch.setattr(verifying, "_ALONE", 0)
    monkeypatch.setattr(chain, "CHUNK_ENTRIES", load.BLOCK)
    by_hand("UPDATE cases_entry SET reason = 'forged' WHERE id = 15000")
    result = verifying.verify()
    assert result.entries == 2 * load.BLOCK + 20
    assert [str(fault) for fault in result.faults] == ["Entry 15000 was changed."]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_indexes WHERE tablename = 'cases_entry'"
        )
        assert cursor.fetchone() == (8,)
