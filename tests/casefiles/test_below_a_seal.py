"""PostgreSQL itself refuses every change below a sealed case."""

from __future__ import annotations

import importlib
import json
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import DatabaseError, ProgrammingError
from psycopg import sql
from psycopg.sql import Composed

from cases.casefiles import keeping
from cases.casefiles.models import Case, Note, Standing, StandingChange
from cases.consents.models import Answer, Proposal
from cases.deconfliction.models import Pointer, PointerWord
from cases.lineage.models import Pair, PairWord
from cases.matching.models import Arrival
from cases.matching.statistics.models import DrawnLine, DrawnSample
from cases.seizures.custody import check
from cases.seizures.models import RefusedMember, Rereading, SeizedDataset, SeizedFile
from tests.access.world import World
from tests.people import make_case

MIGRATION = importlib.import_module("cases.migrations.0018_sealed")

pytestmark = pytest.mark.django_db

Model = type[models.Model]

# What is still written below the seal. Whoever adds a table to it says why.
STILL_WRITTEN = {
    "cases_standingchange": "is how a seal is lifted, and can only be added to",
    "cases_membershipnotice": "that a member has seen it",
    "cases_pointer": "belongs to another case too, and can only be added to",
    "cases_comparison": "an officer's quota, and can only be added to",
    "cases_reveal": "a sealed case can still be looked into; only added to",
    "cases_export": "what left; settled by a trigger of its own",
    "cases_exportdownload": "who fetched it; can only be added to",
    "cases_custodyevent": "custody is still checked; can only be added to",
    "cases_datasetcount": "figures that are counted anew at any time",
    "cases_holdercount": "figures that are counted anew at any time",
    "cases_upload": "on its way, no evidence yet, and removed after a week",
    "cases_stretch": "on its way, no evidence yet, and removed after a week",
}
_ALL = """
    SELECT tgrelid::regclass::text, count(*)
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid AND NOT relispartition
    WHERE tgname LIKE 'below_a_seal_%%' AND tgenabled = 'O' GROUP BY 1
"""
_COLUMNS = """
    SELECT column_name, data_type, character_maximum_length
    FROM information_schema.columns WHERE table_name = %s
"""


def tables_below_a_case() -> set[str]:
    """Each from which foreign keys lead to a case, however many."""
    found: set[Model] = {Case}
    everything = apps.get_models(include_auto_created=True)
    while True:
        more = {
            model
            for model in everything
            if model not in found
            and any(f.related_model in found for f in model._meta.concrete_fields)
        }
        if not more:
            return {model._meta.db_table for model in found - {Case}}
        found |= more


def guarded() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        return dict(cursor.fetchall())


def test_every_table_below_a_case_is_guarded_or_says_why_not() -> None:
    by_trigger = guarded()

    assert tables_below_a_case() == by_trigger.keys() | STILL_WRITTEN.keys()
    assert not by_trigger.keys() & STILL_WRITTEN.keys()
    assert set(by_trigger.values()) == {3}, "adding, changing, deleting"


@pytest.fixture
def world() -> World:
    """A sealed case with a row in every guarded table."""
    world = World()
    case, lead = world.case, world.lead
    run, dataset = case.match_runs.get(), SeizedDataset.objects.get(files__isnull=False)
    file, pair = dataset.files.get(), Pair.objects.get()
    run.datasets.add(dataset)
    pair.run.others.add(make_case(lead=lead))
    RefusedMember.objects.create(archive=file, place=1, path="a", reason="damaged")
    Arrival.objects.create(case=case, dataset=dataset, cause="files")
    sample = DrawnSample.objects.get()
    DrawnLine.objects.create(sample=sample, place=1, file=file, row=1)
    PairWord.objects.create(pair=pair, officer=lead, judgement="confirmed")
    pointer = Pointer.objects.get()
    PointerWord.objects.create(pointer=pointer, case=case, officer=lead, outcome="same")
    # There is one at a time of those that are not done.
    Rereading.objects.update(state="done")
    Case.objects.filter(pk=case.pk).update(standing=Standing.SEALED)
    return world


class Row:
    """One row of a table below the case, as PostgreSQL writes it."""

    def __init__(self, table: str, case: Case) -> None:
        self.table = table
        self.name = sql.Identifier(table)
        with connection.cursor() as cursor:
            query = "SELECT to_jsonb(touched) FROM {} AS touched WHERE {} = %s LIMIT 1"
            way = sql.SQL(MIGRATION.way(MIGRATION.BELOW[table]))
            cursor.execute(sql.SQL(query).format(sql.Identifier(table), way), [case.pk])
            (found,) = cursor.fetchone()
            self.values: dict[str, Any] = json.loads(found)
            cursor.execute(_COLUMNS, [table])
            self._types = {name: (kind, most) for name, kind, most in cursor}

    def another(self) -> dict[str, Any]:
        """Values for one more that meets no other, in the same case."""
        kept = {self._leads_to_the_case()}
        return {
            name: value if name in kept else self._other(name, value)
            for name, value in self.values.items()
        }

    def changed(self) -> tuple[str, Any] | None:
        """A column with a value that it has not; none for mere pairs of keys."""
        for name, (kind, _most) in self._types.items():
            is_key = name == "id" or name.endswith("_id")
            if not is_key and kind not in {"bytea", "uuid"}:
                return name, self._other(name, self.values[name])
        return None

    def _leads_to_the_case(self) -> str:
        steps = MIGRATION.BELOW[self.table]
        return steps[0][1] if steps else "case_id"

    def _other(self, name: str, value: Any) -> Any:
        kind, most = self._types[name]
        if kind in {"bigint", "integer", "smallint", "double precision"}:
            return (value or 0) + 1_000
        if kind == "boolean":
            return not value
        if kind == "uuid":
            return str(uuid.uuid4())
        if kind in {"character varying", "text"}:
            return uuid.uuid4().hex[: most or 32]
        if kind == "jsonb":
            return {"other": 1}
        return value if kind == "bytea" else "2021-04-13"


def refused(statement: Composed, values: list[Any]) -> str:
    """What PostgreSQL says; the test goes on afterwards."""
    with (
        pytest.raises(DatabaseError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    return str(error.value)


def insert(row: Row) -> tuple[Composed, list[Any]]:
    query = "INSERT INTO {0} SELECT * FROM jsonb_populate_record(NULL::{0}, %s)"
    return sql.SQL(query).format(row.name), [json.dumps(row.another())]


def delete(row: Row) -> tuple[Composed, list[Any]]:
    query = sql.SQL("DELETE FROM {} WHERE id = %s").format(row.name)
    return query, [row.values["id"]]


def update(row: Row, column: str, value: Any) -> tuple[Composed, list[Any]]:
    query = (
        "UPDATE {0} SET {1} = other.{1}"
        " FROM jsonb_populate_record(NULL::{0}, %s) AS other WHERE {0}.id = %s"
    )
    composed = sql.SQL(query).format(row.name, sql.Identifier(column))
    return composed, [json.dumps({column: value}), row.values["id"]]


def test_nothing_is_added_changed_or_deleted_below_a_seal(world: World) -> None:
    """Where a table can only be added to, or is held by what it found, its own trigger
    is the first to say so."""
    for table in guarded():
        row = Row(table, world.case)
        seal = f"case {world.case.pk} is sealed: {table} stays as it is"
        kept = f"{table} is never deleted from"
        own = (seal, f"{table} is append-only", kept, "match run")

        assert seal in refused(*insert(row)), table
        assert refused(*delete(row)).startswith(own), table
        if change := row.changed():
            assert refused(*update(row, *change)).startswith(own), table


def test_the_same_is_taken_while_the_case_is_in_work(world: World) -> None:
    """So that it was the seal that refused, and not something else about the row."""
    Case.objects.filter(pk=world.case.pk).update(standing=Standing.CLOSED)
    for table in guarded():
        row = Row(table, world.case)
        statement, values = insert(row)
        with connection.cursor() as cursor:
            # Rolled back: what the new row refers to need not be there.
            cursor.execute("SAVEPOINT before")
            cursor.execute(statement, values)
            assert cursor.rowcount == 1, table
            cursor.execute("ROLLBACK TO SAVEPOINT before")


def test_nothing_is_moved_out_from_below_a_seal(world: World) -> None:
    elsewhere = make_case(lead=world.lead)
    with (
        pytest.raises(ProgrammingError, match="is sealed"),
        transaction.atomic(),
    ):
        Note.objects.update(case=elsewhere)


def test_other_cases_are_not_touched_by_a_seal(world: World) -> None:
    other = make_case(lead=world.lead)
    note = Note.objects.create(case=other, author=world.lead, text="First")
    Note.objects.filter(pk=note.pk).update(text="Second")

    note.refresh_from_db()
    assert note.text == "Second"


def test_custody_is_checked_and_keys_change_below_a_seal(world: World) -> None:
    file = SeizedFile.objects.get(dataset__case=world.case)
    check(file, world.lead)
    suspect = world.case.suspects.get()
    suspect.identifiers.update(token=uuid.uuid4(), sealed="another")
    SeizedDataset.objects.filter(pk=file.dataset_id).update(identifiers={"a": 1})

    file.refresh_from_db()
    assert file.checked_at
    assert suspect.identifiers.get().sealed == "another"


def test_a_lifted_seal_lets_work_go_on(world: World) -> None:
    keeping.answer_retirement(
        officer=world.lead,
        proposal=Proposal.objects.about(world.case).get(),
        outcome=Answer.Outcome.WITHDRAWN,
    )
    keeping.move(
        officer=world.lead, case=world.case, to=Standing.CLOSED, reason="New facts"
    )

    Note.objects.update(text="Again")

    assert Note.objects.get().text == "Again"
    assert StandingChange.objects.get().standing == Standing.CLOSED
