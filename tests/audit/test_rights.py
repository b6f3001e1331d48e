"""The application's role adds to the trail and cannot do anything else to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cases.access.models import Officer
from cases.audit import rights, sealer, verifying
from cases.audit import services as audit
from cases.audit.models import Action, Entry
from cases.casefiles import services as casefiles
from tests.audit.making import write

ROLE = "casedesk_test_app"


@pytest.fixture
def role(db: None) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
    return ROLE


@contextmanager
def as_application() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


@pytest.mark.parametrize("table", rights.APPEND_ONLY)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET id = id",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER append_only",
        "DROP TABLE {}",
    ],
)
def test_it_cannot_touch_what_is_written(role: str, table: str, statement: str) -> None:
    rights.grant(role)
    text = statement.format(table).replace("seal SET id = id", "seal SET at = at")
    with (
        as_application(),
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(text)


def test_it_can_do_its_work(role: str, lead: Officer) -> None:
    rights.grant(role)
    with as_application():
        case = casefiles.open_case(
            officer=lead, number="R-1", title="Rights", province="32"
        )
        casefiles.add_note(officer=lead, case=case, text="Written by the role")
        audit.record(officer=lead, action=Action.READ, obj=case)
        assert sealer.seal() == Entry.objects.count() > 2
        assert verifying.verify().faults == []


def test_the_check_warns_of_an_owner_and_of_too_many_rights(
    role: str, lead: Officer
) -> None:
    write(lead, 1)
    check = rights.the_application_only_adds
    assert [w.id for w in check(databases=["default"])] == ["audit.W001"]
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}")
    with as_application():
        assert [w.id for w in check(databases=["default"])] == ["audit.W002"]
    rights.grant(role)
    with as_application():
        assert check(databases=["default"]) == []
    assert check(databases=None) == []


def test_a_role_that_does_not_exist_is_named(db: None) -> None:
    with pytest.raises(CommandError, match='role "nobody_here" does not exist'):
        call_command("grant_rights", "nobody_here")
