"""A number, and a victim's name, wherever an officer can type one."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.matching.models import FraudLink
from cases.operations.services import give_go
from tests.browser.conftest import Visitor
from tests.operations.making import make_operation, make_team

NAME: Final = "王某甲"
REFUSED: Final = "seems to be a number"


def mask(number: str) -> str:
    return f"{number[:3]}****{number[-4:]}"


def searches(visitor: Visitor, case: Case, number: str) -> None:
    """By the whole number, where one is found; by words, where one is not."""
    for address in ("/search/", "/reports/search/"):
        visitor.go(address)
        visitor.page.fill("#id_number", number)
        visitor.press("Search")
        visitor.sees("SIM2021")
    for words in (NAME, number):
        _search(visitor, f"/suspects/?case={case.pk}", "q", words)
    for address, field in (
        ("/datasets/", "q"),
        ("/reports/", "number"),
        ("/links/", "report"),
    ):
        _search(visitor, address, field, number)


def _search(visitor: Visitor, address: str, field: str, words: str) -> None:
    visitor.go(address)
    visitor.page.fill(f"input[name={field}]", words)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**words=**")


def texts(visitor: Visitor, case: Case, number: str) -> None:
    """Facts and notes refuse it and say how to write it; a reason and a team's report
    mask it."""
    visitor.go(f"/cases/{case.pk}/edit/")
    visitor.page.fill("#id_facts", f"Sold to {number[:3]} {number[3:7]} {number[7:]}")
    visitor.press("Save")
    visitor.sees(f"“{mask(number)}” {REFUSED}")
    visitor.go(f"/cases/{case.pk}/notes/add/")
    visitor.page.fill("#id_text", f"Called {number}")
    visitor.press("Save")
    visitor.sees(f"“{mask(number)}” {REFUSED}")
    visitor.page.fill("#id_text", f"Called {mask(number)}")
    visitor.press("Save")
    visitor.page.wait_for_url(f"**/cases/{case.pk}/")
    _judge(visitor, case, number)
    _report(visitor, case, number)


def _judge(visitor: Visitor, case: Case, number: str) -> None:
    link = FraudLink.objects.filter(case=case).open().order_by("-score", "pk")[0]
    visitor.go(f"/links/{link.pk}/")
    visitor.page.fill("#reason", f"Called {number}")
    with visitor.arrives():
        visitor.press("Unsure")
    link.refresh_from_db()
    assert link.judgement == "unsure"


def _report(visitor: Visitor, case: Case, number: str) -> None:
    """From the field, where a mask must do; the demo's own operation is over."""
    lead = Officer.objects.get(username="lead")
    operation = make_operation(case, lead)
    team = make_team(operation)
    give_go(officer=lead, operation=operation)
    visitor.go(f"/teams/{team.pk}/report/")
    visitor.page.fill("#id_text", f"He calls {number}")
    visitor.press("Report")
    visitor.sees(f"He calls {mask(number)}")


def sealed(visitor: Visitor, case: Case, number: str) -> None:
    """A suspect's number, and a report that is typed in."""
    suspect = case.suspects.order_by("pk")[0]
    visitor.go(f"/suspects/{suspect.pk}/identifiers/add/")
    visitor.page.select_option("#id_kind", "mobile")
    visitor.page.fill("#id_number", number)
    visitor.press("Save")
    visitor.sees(mask(number))
    visitor.go("/reports/add/")
    page = visitor.page
    page.fill("#id_number", "SIM-TYPED")
    page.select_option("#id_province", "32")
    page.fill("#id_reported_on", "2021-01-15")
    page.select_option("#id_method", index=1)
    page.fill("#id_loss", "1000")
    page.fill("#id_new_victim_name", NAME)
    page.fill("#id_new_narrative", f"{NAME} was called from {number}")
    page.fill("#id_victim_mobile", number)
    visitor.press("Save")
    visitor.sees(mask(number))


def archive(visitor: Visitor, case: Case, number: str, folder: Path) -> None:
    """One named after a number, and so its member."""
    path = folder / f"{number}.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(f"{number}/{number}.csv", f"手机号\n{number}\n")
    dataset = case.datasets.order_by("pk")[0]
    visitor.go(f"/datasets/{dataset.pk}/")
    visitor.follow("Add files")
    visitor.page.set_input_files("input[type=file]", path)
    visitor.press("Upload")
    visitor.sees(f"{mask(number)}.csv")
