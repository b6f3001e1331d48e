"""What the benchmark writes and looks at is what a run would have written."""

from __future__ import annotations

import pytest
from django.db import connection

from cases.common.installation import require_keys
from cases.matching.bench import load, measure
from cases.matching.models import FraudLink

REPORTS, LINKS, CASES = 200, 700, 3


def index_names() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'cases_fraudlink'"
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_links_are_written_once_multiplied_and_shown() -> None:
    require_keys()
    world = load.make_world(CASES)
    load.make_reports(REPORTS)
    assert measure.writing(world, LINKS).links == LINKS
    before = index_names()
    assert load.copy_links() == LINKS * CASES
    assert index_names() == before
    for case in world.cases:
        assert FraudLink.objects.filter(case=case).count() == LINKS
    pages = measure.looking(world)
    assert pages.keys() == {"of all cases", "of one case"}
    assert all(len(taken) == len(pages["of one case"]) for taken in pages.values())
