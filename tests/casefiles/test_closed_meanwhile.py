"""A case is closed while another connection writes below it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cases.access.errors import Refused
from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import services
from cases.casefiles.models import Case, CaseMember, Note, Role, Standing
from cases.operations.models import Operation
from cases.operations.services import plan_operation
from cases.seizures.models import Exhibit, SeizedDataset
from cases.seizures.services import add_dataset
from cases.suspects.models import Suspect
from cases.suspects.services import update_suspect
from tests.at_once import Other, wait_until_waiting
from tests.casefiles.making import move, standing
from tests.people import make_officer, signed_in
from tests.seizures.making import make_exhibit

at_once = pytest.mark.django_db(transaction=True)

Write = Callable[[Officer, Case], object]


def note(lead: Officer, case: Case) -> object:
    return services.add_note(officer=lead, case=case, text="Seen at the market")


def change(lead: Officer, case: Case) -> object:
    suspect = case.suspects.get()
    return update_suspect(
        officer=lead, suspect=suspect, version=suspect.version, measure="wanted"
    )


def exhibit(lead: Officer, case: Case) -> object:
    return make_exhibit(lead, case)


def dataset(lead: Officer, case: Case) -> object:
    return add_dataset(officer=lead, case=case, title="Parcels")


def operation(lead: Officer, case: Case) -> object:
    return plan_operation(
        officer=lead, case=case, planners=[], name="April", go_time=timezone.now()
    )


WRITES = [note, change, exhibit, dataset, operation]


def wrote(case: Case) -> bool:
    return (
        any(
            rows.filter(case=case).exists()
            for rows in (
                Note.objects,
                Exhibit.objects,
                SeizedDataset.objects,
                Operation.objects,
            )
        )
        or Suspect.objects.filter(case=case, measure="wanted").exists()
    )


@at_once
@pytest.mark.parametrize("write", WRITES)
def test_closing_waits_for_what_is_being_written_and_keeps_it(
    lead: Officer, case: Case, suspect: Suspect, write: Write
) -> None:
    writer = Other(lambda: write(lead, case), held=True)
    closer = Other(lambda: move(lead, case, Standing.CLOSED), held=False)
    wait_until_waiting(1)
    assert standing(case) == Standing.OPEN
    writer.go_on()
    closer.go_on()

    assert (writer.error, closer.error) == (None, None)
    assert standing(case) == Standing.CLOSED
    assert wrote(case)


@at_once
@pytest.mark.parametrize("write", WRITES)
def test_what_comes_while_it_is_closed_waits_and_is_refused(
    lead: Officer, case: Case, suspect: Suspect, write: Write
) -> None:
    closer = Other(lambda: move(lead, case, Standing.CLOSED), held=True)
    writer = Other(lambda: write(lead, case), held=False)
    wait_until_waiting(1)
    closer.go_on()
    writer.go_on()

    assert isinstance(writer.error, Refused)
    assert not wrote(case)


@at_once
def test_the_page_of_what_came_too_late_says_why(lead: Officer, case: Case) -> None:
    client = signed_in(lead)
    address = reverse("cases:note_create", args=[case.pk])
    closer = Other(lambda: move(lead, case, Standing.CLOSED), held=True)
    writer = Other(lambda: client.post(address, {"text": "Too late"}), held=False)
    wait_until_waiting(1)
    closer.go_on()
    writer.go_on()

    assert writer.result.status_code == 403
    assert "This case is closed" in writer.result.content.decode()
    assert not Note.objects.exists()
    assert Entry.objects.filter(action=Action.REFUSE, case_id=case.pk).count() == 1


@at_once
def test_what_a_closed_case_allows_waits_and_is_written(
    lead: Officer, case: Case
) -> None:
    new = make_officer("new")

    def add() -> object:
        return services.add_member(
            officer=lead, case=case, member=new, role=Role.VIEWER
        )

    closer = Other(lambda: move(lead, case, Standing.CLOSED), held=True)
    adder = Other(add, held=False)
    wait_until_waiting(1)
    closer.go_on()
    adder.go_on()

    assert adder.error is None
    assert CaseMember.objects.filter(case=case, officer=new).exists()


@at_once
def test_officers_who_write_do_not_wait_for_each_other(
    lead: Officer, colleague: Officer, case: Case
) -> None:
    first = Other(lambda: note(lead, case), held=True)
    note(colleague, case)
    assert Note.objects.get().author == colleague
    first.go_on()
    assert Note.objects.count() == 2


# A page asks before it shows a form; what it then writes, a service asks for again.
PAGES = {"cases/casefiles/mixins.py", "cases/reveals/pages.py"}


def asking(source: str) -> Iterator[tuple[str, bool]]:
    """The functions of a module that ask what an officer may do, or leave it to one
    of its own that opens no transaction; and whether they open one."""
    functions = {
        node.name: node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    }
    pending, seen = ["require"], set[str]()
    while pending:
        asked = pending.pop()
        for name, node in functions.items():
            calls = {
                call.func.id
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
            }
            if asked not in calls or name in seen:
                continue
            seen.add(name)
            opens = "transaction.atomic" in map(ast.unparse, node.decorator_list)
            yield name, opens
            if not opens:
                pending.append(name)


def test_every_service_asks_in_the_transaction_in_which_it_writes() -> None:
    root = Path(settings.BASE_DIR)
    asked, outside = 0, []
    for path in sorted((root / "cases").rglob("*.py")):
        module, source = str(path.relative_to(root)), path.read_text()
        if "permissions import" not in source or module in PAGES:
            continue
        for name, opens in asking(source):
            asked += 1
            if not opens and not name.startswith("_"):
                outside.append(f"{module}: {name}")
    assert asked > 40
    assert outside == []


def test_a_service_that_asks_before_its_transaction_is_found() -> None:
    source = """
def alone(): require(1)
def through(): _helper()
def _helper(): require(1)
@transaction.atomic
def whole(): _helper()
def around(): whole()
"""
    assert dict(asking(source)) == {
        "alone": False, "through": False, "_helper": False, "whole": True,
    }  # fmt: skip
