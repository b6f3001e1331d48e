"""Links that are found in great number lie in a partition of their own, and nobody
who looks at links can tell."""

from __future__ import annotations

import polars as pl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.access.errors import Refused
from cases.access.models import Officer
from cases.casefiles.models import Case, Standing
from cases.matching import services
from cases.matching.models import FraudLink, MatchRun
from cases.matching.runs import partitions
from tests.matching.making import (
    found,
    make_dataset,
    make_report,
    match_now,
    mobile,
    take_in_rows,
)
from tests.people import make_case

_WHERE = """
    SELECT tableoid::regclass::text, count(*) FROM cases_fraudlink GROUP BY 1
"""
_PARTITIONS = """
    SELECT inhrelid::regclass::text FROM pg_inherits
    WHERE inhparent = 'cases_fraudlink'::regclass
"""
FEW = "cases_fraudlink_few"


def counts() -> dict[str, int]:
    """How many links lie in each partition that has any."""
    with connection.cursor() as cursor:
        cursor.execute(_WHERE)
        return dict(cursor.fetchall())


def all_partitions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_PARTITIONS)
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture
def five_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "MANY", 5)


def make_reports(*numbers: int) -> None:
    for number in numbers:
        make_report(mobile(number))


def test_many_links_lie_apart_and_few_do_not(
    lead: Officer, case: Case, five_are_many: None
) -> None:
    make_reports(*range(9))
    match_now(lead, case, make_dataset(case, *(f"甲,{mobile(n)}" for n in range(4))))
    match_now(lead, case, make_dataset(case, *(f"甲,{mobile(n)}" for n in range(9))))

    where = counts()
    assert sorted(where.values()) == [4, 9]
    assert where[FEW] == 4
    keys = sorted(FraudLink.objects.values_list("pk", flat=True))
    assert keys[3] < partitions.BLOCK <= keys[4]
    assert keys[4:] == list(range(keys[4], keys[4] + 9))


def test_links_that_are_alike_in_nothing_lie_apart_as_well(
    lead: Officer, case: Case, five_are_many: None
) -> None:
    mobiles = [f"王某甲,{mobile(n)}" for n in range(4)]
    others = [f"李某乙,{mobile(n)}" for n in range(3, 7) for _ in range(n)]
    make_reports(*range(7))
    datasets = [make_dataset(case, *mobiles), make_dataset(case, *others)]
    match_now(lead, case, *datasets)

    assert FEW not in counts()
    where = FraudLink.objects.order_by("dataset", "rows")
    expected = [(datasets[0].pk, 1)] * 4
    expected += [(datasets[1].pk, rows) for rows in range(3, 7)]
    assert list(where.values_list("dataset", "rows")) == expected


def test_they_are_what_they_would_be_among_the_few(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_case(lead=lead)
    rows = [f"王某甲,{mobile(n % 7)}" for n in range(20)]
    make_reports(*range(7))
    match_now(lead, other, make_dataset(other, *rows))
    monkeypatch.setattr(partitions, "MANY", 5)
    match_now(lead, case, make_dataset(case, *rows))

    fields = [f.name for f in FraudLink._meta.fields]
    own = {"id", "case", "run", "dataset", "first_file", "created_at", "updated_at"}
    same = [name for name in fields if name not in own]
    few, many = (
        FraudLink.objects.filter(case=each).order_by("-score", "pk").values(*same)
        for each in (other, case)
    )
    assert list(few) == list(many)
    assert len(many) == 7


def test_a_rerun_adds_changes_and_drops_there(
    lead: Officer, case: Case, five_are_many: None
) -> None:
    make_reports(*range(6))
    dataset = make_dataset(case, *(f"甲,{mobile(n)}" for n in range(8)))
    match_now(lead, case, dataset)
    judged, *rest = FraudLink.objects.order_by("pk")
    services.judge(
        officer=lead, link=judged, judgement="confirmed", reason="", version=1
    )
    for link in (judged, rest[0]):
        link.report.identifiers.all().delete()
    make_reports(6, 7)
    take_in_rows(dataset, f"甲,{mobile(3)}")
    run = match_now(lead, case, dataset)

    assert run.new_links == 2
    left = FraudLink.objects.order_by("pk")
    assert judged in left
    assert rest[0] not in left
    assert sorted(link.rows for link in left) == [1] * 6 + [2]
    assert counts()[FEW] == 2
    assert match_now(lead, case, dataset).new_links == 0


def test_more_than_a_block_takes_several(
    lead: Officer, case: Case, five_are_many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "BLOCK", 4)
    make_reports(*range(10))
    rows = [f"甲,{mobile(n)}" for n in range(10)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE cases_fraudlink_block INCREMENT 4")
    match_now(lead, case, make_dataset(case, *rows))

    assert sorted(counts().values()) == [2, 4, 4]
    assert len(found(case)) == 10
    assert FEW not in counts()


def test_they_are_listed_judged_and_counted_as_others_are(
    lead: Officer, as_lead: Client, case: Case, five_are_many: None
) -> None:
    make_reports(*range(6))
    match_now(lead, case, make_dataset(case, *(f"甲,{mobile(n)}" for n in range(6))))
    link = FraudLink.objects.order_by("-score", "pk")[0]

    page = as_lead.get(reverse("cases:link_list"), {"case": case.pk}).content.decode()
    assert page.count('data-link="row"') == 6
    detail = as_lead.get(reverse("cases:link_detail", args=[link.pk]))
    assert link.mask in detail.content.decode()
    services.judge(officer=lead, link=link, judgement="rejected", reason="", version=1)
    rejected = {"case": str(case.pk), "judgement": "rejected"}
    again = as_lead.get(reverse("cases:link_list"), rejected)
    assert again.content.decode().count('data-link="row"') == 1


def test_each_partition_refuses_what_would_stand_twice(
    lead: Officer, case: Case, five_are_many: None
) -> None:
    make_reports(*range(6))
    for size in (2, 6):
        rows = [f"甲,{mobile(n)}" for n in range(size)]
        match_now(lead, case, make_dataset(case, *rows))
    assert len(all_partitions()) == 2
    for dataset in case.datasets.all():
        twice = dataset.links.order_by("pk")[0]
        twice.pk = dataset.links.order_by("-pk")[0].pk + 1
        with pytest.raises(DatabaseError, match="_once"), transaction.atomic():
            twice.save(force_insert=True)


def test_a_seal_holds_in_every_partition(
    lead: Officer, case: Case, five_are_many: None
) -> None:
    make_reports(*range(6))
    match_now(lead, case, make_dataset(case, *(f"甲,{mobile(n)}" for n in range(6))))
    match_now(lead, case, make_dataset(case, f"甲,{mobile(1)}"))
    run = MatchRun.objects.order_by("pk")[0]
    Case.objects.filter(pk=case.pk).update(standing=Standing.SEALED)

    for table in ["cases_fraudlink", *all_partitions()]:
        for statement in ("UPDATE {} SET rows = 9", "DELETE FROM {}"):
            with (
                pytest.raises(DatabaseError, match="is sealed"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement.format(table))
    with pytest.raises(Refused), connection.cursor() as cursor:
        partitions.fill(cursor, run.case, pl.DataFrame(), {"case_id": run.case_id})
