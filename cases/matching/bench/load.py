"""Fills an empty database with cases, data sets, invented reports and links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from cases.access.models import Officer, Unit
from cases.casefiles.models import Case, CaseMember, Role
from cases.common.jobs import Job
from cases.engine.bench import bare, index
from cases.engine.intake.working_folder import INDEX
from cases.fraud.methods import Method
from cases.matching.models import MatchRun
from cases.matching.runs import partitions
from cases.matching.runs.bulk import copy_in
from cases.matching.runs.hits import token_bytes
from cases.matching.runs.together import TOGETHER_SCHEMA
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.stores import store_folder

DATASETS_EACH: Final = 5
PROVINCES: Final = 31
_TABLES: Final = (
    "cases_fraudreport, cases_reportidentifier, cases_fraudlink, cases_explanation"
)

# Two years of reports, none of them changed lately.
_REPORTS: Final = """
INSERT INTO cases_fraudreport (id, number, unit_name, province, reported_on, method,
    loss, victim_name, narrative, sheet, created_at, updated_at, version)
SELECT n, 'BENCH-' || n, 'Unit ' || mod(n, 40),
       (%(provinces)s::text[])[1 + mod(n, 31)], date '2024-01-01' + mod(n, 700),
       (%(methods)s::text[])[1 + mod(n, cardinality(%(methods)s::text[]))],
       mod(n, 90000), '', '', '', now() - interval '1 day', now() - interval '1 day', 1
FROM generate_series(1, %(reports)s) AS n
"""
# Each further case gets the links of the first again, with somewhat lower scores; half
# of all links are judged.
_COPIES: Final = """
INSERT INTO {table} (id, case_id, run_id, dataset_id, report_id, kind, token, mask,
    rows, first_file_id, first_row, score, explanation_id, judgement, version,
    created_at, updated_at)
SELECT {first} - 1 + row_number() OVER (ORDER BY d.id, l.score DESC),
       d.case_id, r.id, d.id, l.report_id, l.kind, l.token, l.mask, l.rows, s.id,
       l.first_row, greatest(0, l.score - r.id), l.explanation_id,
       (ARRAY['open', 'open', 'rejected', 'confirmed'])[1 + mod(l.id, 4)], 1,
       now(), now()
FROM cases_fraudlink AS l
JOIN cases_seizeddataset AS o ON o.id = l.dataset_id
JOIN cases_seizeddataset AS d ON d.title = o.title AND d.case_id = %(to)s
JOIN cases_seizedfile AS s ON s.dataset_id = d.id
JOIN cases_matchrun AS r ON r.case_id = d.case_id
WHERE l.case_id = %(of)s
"""


@dataclass(frozen=True)
class World:
    """What was loaded: one officer leads all the cases, another only the last one."""

    lead: Officer
    colleague: Officer
    cases: list[Case]


def make_world(cases: int, *, files: bool = True) -> World:
    """Make so many cases, each with a run and DATASETS_EACH data sets of one file."""
    unit, other = (
        Unit.objects.create(name=name, kind=Unit.Kind.POLICE, province="32")
        for name in ("Unit", "Other unit")
    )
    lead = Officer.objects.create(username="a", name="A", badge="A", unit=unit)
    colleague = Officer.objects.create(username="b", name="B", badge="B", unit=other)
    made = [
        Case.objects.create(
            number=f"BENCH-{n}", title="-", lead_unit=unit, province="32"
        )
        for n in range(cases)
    ]
    for case in made:
        CaseMember.objects.create(case=case, officer=lead, role=Role.LEAD)
        MatchRun.objects.create(case=case, state=Job.State.DONE)
        for number in range(DATASETS_EACH):
            _make_dataset(case, number, files=files)
    CaseMember.objects.create(case=made[-1], officer=colleague, role=Role.LEAD)
    return World(lead, colleague, made)


def _make_dataset(case: Case, number: int, *, files: bool) -> None:
    dataset = SeizedDataset.objects.create(
        case=case,
        title=f"Data set {number}",
        sector=SeizedDataset.Sector.values[number],
        obtained_on=f"2023-0{1 + number}-01",
    )
    if not files:
        return
    SeizedFile.objects.create(
        dataset=dataset,
        name="file.csv",
        size=1,
        sha256=f"{dataset.pk:064}",
        original=f"bench-{dataset.pk}",
        state=Job.State.DONE,
    )


def add_file(dataset: SeizedDataset, first: int, rows: int) -> SeizedFile:
    """A file of these rows, as if it had been taken in."""
    file = SeizedFile.objects.create(
        dataset=dataset,
        name="file.csv",
        size=1,
        sha256=f"{first:032}{dataset.pk:032}",
        original=f"bench-{dataset.pk}-{first}",
        state=Job.State.DONE,
        rows_read=rows,
        rows_stored=rows,
    )
    folder = store_folder(file)
    folder.mkdir(parents=True)
    # In another process, so that the memory it takes is not counted as the match's.
    bare.apart(index.make_source, file.pk, folder / INDEX, first, rows)
    return file


def add_same_file(dataset: SeizedDataset, file: SeizedFile) -> None:
    """The same file as of another data set; its index is there once."""
    store = store_folder(file).name
    file.pk, file.dataset, file.store = None, dataset, store
    file.original += "-again"
    file.save(force_insert=True)


def make_reports(numbers: index.Numbers) -> None:
    """Make one report per number; its victim has the benchmark's token of that
    number."""
    given: dict[str, Any] = {
        "reports": len(numbers),
        "provinces": [str(11 + n) for n in range(PROVINCES)],
        "methods": Method.values,
    }
    with connection.cursor() as cursor:
        with _without_indexes(cursor, "cases_fraudreport"):
            cursor.execute(_REPORTS, given)
        # The rows are valid as they are.
        cursor.execute("SET session_replication_role = replica")
        with _without_indexes(cursor, "cases_reportidentifier"):
            copy_in(cursor, "cases_reportidentifier", _identifiers(numbers))
        cursor.execute("SET session_replication_role = DEFAULT")
    settle()


def _identifiers(numbers: index.Numbers) -> pl.DataFrame:
    place = pl.int_range(1, len(numbers) + 1)
    return index.tokens(numbers).select(
        place.alias("report_id"),
        token=token_bytes(index.tokens(numbers)),
        party=pl.lit("victim"),
        kind=pl.lit("mobile"),
        sealed=pl.lit(b""),
        mask=pl.format("138****{}", place % 10_000),
    )


@contextmanager
def _without_indexes(cursor: CursorWrapper, table: str) -> Iterator[None]:
    """Drop the indexes and make them again afterwards, which is quicker."""
    cursor.execute("SET maintenance_work_mem = '512MB'")
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        " AND NOT starts_with(indexdef, 'CREATE UNIQUE')",
        [table],
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        cursor.execute(definition)


def copy_links() -> int:
    """Copy the links to all other cases as runs would write them; returns how many
    there are then."""
    written, *others = Case.objects.order_by("pk").values_list("pk", flat=True)
    with connection.cursor() as cursor:
        for case in others:
            with (
                transaction.atomic(),
                partitions.new_partition(cursor, case) as (table, first),
            ):
                copies = _COPIES.format(table=table, first=first)
                cursor.execute(copies, {"of": written, "to": case})
        cursor.execute("SELECT count(*) FROM cases_fraudlink")
        links: int = cursor.fetchone()[0]
    settle()
    return links


def settle() -> None:
    """Vacuum and analyse, as the server does by itself within minutes."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {_TABLES}")


# A report's only identifier in a data set.
_ALONE: Final = [
    pl.lit(value, TOGETHER_SCHEMA[name]).alias(name)
    for name, value in (("in_row", 1), ("shared_file", None), ("shared_row", None))
]


def found_in(
    datasets: Sequence[SeizedDataset], tokens: pl.DataFrame, links: int
) -> pl.DataFrame:
    """What a join would find: so many links, spread evenly over the data sets.

    tokens: as `report_tokens` gives them. While there are no more links than pairs of
    data set and report, each pair has at most one link.
    """
    number = np.arange(links)
    # Another data set in each round through the reports.
    place = (number + number // tokens.height) % len(datasets)
    pks = np.array([dataset.pk for dataset in datasets])
    files = np.array([dataset.files.get().pk for dataset in datasets])
    return tokens[number % tokens.height].select(
        pl.col("row").cast(pl.UInt64).alias("report"),
        "kind",
        "hi",
        "lo",
        pl.Series("rows", 1 + number % 5, pl.UInt64),
        pl.Series("first_file", files[place], pl.Int64),
        pl.Series("first_row", number, pl.UInt64),
        pl.Series("dataset", pks[place], pl.Int64),
        pl.lit(value=False).alias("released"),
        *_ALONE,
    )
