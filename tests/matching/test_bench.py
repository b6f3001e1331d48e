"""What the benchmark writes and looks at is what a run would have written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from django.db import connection

from cases.casefiles.models import Case
from cases.common.installation import require_keys
from cases.matching.bench import load, measure
from cases.matching.bench.arrivals import arrivals
from cases.matching.bench.runs import runs
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
    load.make_reports(np.arange(REPORTS, dtype=np.uint64))
    assert measure.writing(world, LINKS).links == LINKS
    before = index_names()
    assert load.copy_links() == LINKS * CASES
    assert index_names() == before
    for case in world.cases:
        assert FraudLink.objects.filter(case=case).count() == LINKS
    pages = measure.looking(world)
    assert pages.keys() == {"of all cases", "of one case"}
    assert all(len(taken) == len(pages["of one case"]) for taken in pages.values())


@pytest.mark.django_db(transaction=True)
def test_reports_that_come_in_are_found_and_told() -> None:
    require_keys()
    figures = arrivals(load.make_world(1, files=False), 3, 70, 20)
    assert figures["identifiers"] == FraudLink.objects.count() * 30 == 210
    assert figures["with_a_hit_ms"] > 0
    assert figures["without_ms"] > 0


@pytest.mark.django_db(transaction=True)
def test_a_run_on_what_was_added_finds_what_the_file_alone_gives(
    tmp_path: Path,
) -> None:
    require_keys()
    figures = runs(load.make_world(3, files=False), 3_000, 100, 1_000, tmp_path)
    assert figures["links"] == 90
    assert figures["added_ratio_to_alone"] > 0
    assert figures["run_ratio_to_duckdb"] > 0
    assert (
        figures["join_seconds"]
        < figures["join_and_writing_ratio_to_duckdb"] * (figures["duckdb_seconds"])
    )
    for case in Case.objects.order_by("pk")[:2]:
        (dataset,) = case.datasets.filter(links__isnull=False).distinct()
        own = FraudLink.objects.filter(dataset=dataset, run__only_new=True)
        whole = FraudLink.objects.filter(dataset=dataset, run__only_new=False)
        assert (own.count(), whole.count()) in {(10, 90), (0, 10)}
