"""No cell that leaves is run as a formula, from whatever page it leaves.

The pages are found from the URLconf: those that say they can be exported.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import openpyxl
import pytest
from django.urls import URLPattern

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import exports
from cases.exports import marks
from cases.exports.sources import Asked, whole_of
from cases.fraud.models import FraudReport, ReportImport
from cases.operations.models import Operation
from cases.reveals.models import Reason
from cases.reveals.services import reveal
from cases.seizures.models import (
    Exhibit,
    RefusedMember,
    SavedLayout,
    SeizedDataset,
    SeizedFile,
)
from cases.suspects.models import Suspect
from tests.access.test_every_page import PAGES
from tests.access.world import World
from tests.exports.making import rows_of
from tests.people import signed_in

EXPORTED: Final = [
    page
    for page in PAGES
    if getattr(
        getattr(page.callback, "view_class", page.callback), "is_exportable", False
    )
]
# Every text of the world that a list may show, and a beginning that spreadsheet
# programs take for a formula.
TEXTS: Final = {
    Case: {"title": "=1+1"},
    Suspect: {"name": "@SUM(A1)"},
    SeizedDataset: {"title": "-1+2"},
    SeizedFile: {"name": "=cmd.csv"},
    Exhibit: {"name": "\t=1", "number": "=2"},
    Operation: {"name": "\r=1"},
    SavedLayout: {"name": "＝1"},
    ReportImport: {"name": "+reports.csv"},
    Officer: {},
}


@pytest.fixture
def world(db: None) -> World:
    world = World()
    file = SeizedFile.objects.get(pk=world.objects["files/"].pk)
    RefusedMember.objects.create(
        archive=file, place=1, path="=member", size=1, sha256="0" * 64, reason="damaged"
    )
    reveal(
        officer=world.lead,
        obj=world.objects["suspects/"],
        case=world.case,
        reason=Reason.OTHER,
        words="=HYPERLINK(1)",
    )
    for model, texts in TEXTS.items():
        model._default_manager.update(**texts)
    for number, report in enumerate(FraudReport.objects.all()):
        FraudReport.objects.filter(pk=report.pk).update(number=f"-{number}")
    for number, case in enumerate(Case.objects.all()):
        Case.objects.filter(pk=case.pk).update(number=f"+{number}")
    for number, officer in enumerate(Officer.objects.all()):
        Officer.objects.filter(pk=officer.pk).update(name=f"={number}")
    world.lead.refresh_from_db()
    return world


def sheet(content: bytes, kind: str) -> list[list[str]]:
    if kind == "csv":
        return rows_of(content)
    active: Any = openpyxl.load_workbook(io.BytesIO(content)).active
    # What openpyxl takes for a formula has the type "f".
    assert "f" not in {cell.data_type for row in active.rows for cell in row}
    return [
        [cell.value if isinstance(cell.value, str) else "" for cell in row]
        for row in active.rows
    ]


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def files(world: World, page: URLPattern, kind: str) -> Iterator[list[list[str]]]:
    """What is on the screen, and the whole of it as a job makes it."""
    auditor = Officer.objects.get(username="auditor")
    officer = auditor if page.name == "entry_list" else world.lead
    if page.name == "file_refused":
        SeizedFile.objects.update(archive_format="zip")
    response = signed_in(officer).get(world.address(page), {"export": kind})
    is_csv = response["Content-Type"].startswith("text/csv")
    yield sheet(response.content, "csv" if is_csv else "xlsx")
    place = str(page.pattern).partition("<")[0]
    pk = world.objects[place].pk if page.pattern.converters else None
    whole = whole_of(officer, Asked(page.name or "", pk, {}, {}))
    rows = marks.signed(whole.rows(), 7)
    yield sheet(exports.content(rows, format=kind, note="=note"), kind)


def test_there_are_lists_and_files_of_every_sort() -> None:
    names = {page.name for page in EXPORTED}
    assert names >= {"suspect_list", "report_list", "link_list", "entry_list"}
    assert names >= {"file_rejected", "dataset_rejected", "file_refused", "reveal_list"}
    lists = {page.name for page in PAGES if str(page.name).endswith("_list")}
    # Pages of cards, and what administrators see of officers: nobody's to carry away.
    cards = {"brake_list", "duty_list", "pointer_list"}
    assert lists - names == cards | {"officer_list", "unit_list", "failure_list"}


@pytest.mark.parametrize("page", EXPORTED, ids=lambda page: page.name)
def test_no_cell_begins_a_formula(world: World, page: URLPattern) -> None:
    for kind in exports.FORMATS:
        for rows in files(world, page, kind):
            assert len(rows) > 2, "a line about the officer, a header and a row"
            cells = {cell for row in rows for cell in row if cell}
            begun = {c for c in cells if c.startswith(exports.FORMULA_STARTS)}
            assert {c for c in begun if not is_number(c)} == set()
            assert any(c.startswith("'") for c in cells), "nothing was tried"
