"""A lead investigator's day with the demo case, through everything that takes a number
or a name in."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Final

import polars as pl

from cases.access.models import Officer
from cases.casefiles.models import Case, Role
from cases.demo import story
from cases.demo.files import DemoFiles
from cases.exports.models import Export
from cases.matching.models import FraudLink
from cases.signin.models import SecondFactor
from tests.browser import steps
from tests.browser.conftest import Visitor
from tests.exports.making import PASSWORD as RECEIVERS
from tests.exports.making import approve
from tests.people import PASSWORD, join, make_officer

ROWS, REPORTS = 200, 20
NAME: Final = "王某甲"
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")


def pass_day(visitor: Visitor, made: DemoFiles, folder: Path) -> None:
    case = Case.objects.get(number=story.CASE_NUMBER)
    lead = lead_of_demo()
    visitor.sign_in(lead)
    search_by_name(visitor, case)
    number = reveal(visitor, case)
    search_by_number(visitor, number)
    judge(visitor, case, number)
    frame = seized_rows(made)
    steps.take_in(visitor, case, steps.seized_file(folder, frame), ROWS)
    steps.import_reports(visitor, steps.report_file(folder, frame.head(REPORTS)))
    steps.start_run(visitor, case)
    export(visitor, case, number)
    mistype(visitor, number)


def lead_of_demo() -> Officer:
    """With the tests' own password and without the demo's authenticator."""
    lead = Officer.objects.get(username="lead")
    lead.language = "en"
    lead.set_password(PASSWORD)
    lead.save()
    SecondFactor.objects.filter(officer=lead).delete()
    return lead


def seized_rows(made: DemoFiles) -> pl.DataFrame:
    """Some whole rows of what Wang had, as one more file of his."""
    text = made.wang_csv[1].decode("gb18030")
    frame = pl.read_csv(
        io.StringIO(text), infer_schema=False, truncate_ragged_lines=True
    )
    whole = pl.col("手机号").str.contains(r"^\d{11}$") & pl.col("备注").is_not_null()
    return frame.filter(whole).head(ROWS)


def search_by_name(visitor: Visitor, case: Case) -> None:
    visitor.go(f"/suspects/?case={case.pk}")
    visitor.page.fill("input[name=q]", NAME)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**words=**")


def reveal(visitor: Visitor, case: Case) -> str:
    """The seized row of the strongest link; its number."""
    link = FraudLink.objects.filter(case=case).order_by("-score", "pk")[0]
    visitor.go(f"/links/{link.pk}/")
    visitor.page.locator("details.reveal > summary").click()
    visitor.page.locator("select[name=reason]").select_option("contact")
    visitor.page.locator("input[name=words]").fill("Speak to the victim")
    visitor.page.keyboard.press("Enter")
    cell = visitor.page.locator(".is-clear .number").get_by_text(_MOBILE).first
    found = _MOBILE.search(cell.inner_text())
    assert found
    return found[0]


def search_by_number(visitor: Visitor, number: str) -> None:
    for address in ("/search/", "/reports/search/"):
        visitor.go(address)
        visitor.page.fill("#id_number", number)
        visitor.press("Search")
        visitor.sees("SIM2021")


def judge(visitor: Visitor, case: Case, number: str) -> None:
    """An officer pastes the number where a reason is asked for."""
    link = FraudLink.objects.filter(case=case).open().order_by("-score", "pk")[0]
    visitor.go(f"/links/{link.pk}/")
    visitor.page.fill("#reason", f"Called {number}")
    visitor.press("Unsure")
    visitor.page.wait_for_load_state()
    link.refresh_from_db()
    assert link.judgement == "unsure"


def export(visitor: Visitor, case: Case, number: str) -> None:
    """The confirmed links: asked for, approved by another lead, made, fetched."""
    visitor.go(f"/exports/add/?of=link_list&case={case.pk}&judgement=confirmed")
    visitor.page.fill("#id_purpose", f"Ask {number}")
    visitor.page.fill("#id_receiver", "Prosecutor")
    for field in ("#id_password", "#id_again"):
        visitor.page.fill(field, RECEIVERS)
    visitor.press("Ask for it")
    visitor.sees("Waits for a second officer")
    asked = Export.objects.get()
    approve(join(case, make_officer("second"), Role.LEAD), asked)
    visitor.go(asked.get_absolute_url())
    with visitor.page.expect_download(timeout=60_000) as download:
        visitor.page.get_by_role("button", name="Download the locked file").click()
    assert download.value.suggested_filename.endswith(".7z")


def mistype(visitor: Visitor, number: str) -> None:
    """A number where a sign-in name belongs."""
    visitor.context.clear_cookies()
    visitor.go("/sign-in/")
    visitor.page.fill("#id_username", number)
    visitor.page.fill("#id_password", PASSWORD)
    visitor.page.click("button.btn-primary")
    visitor.page.locator(".alert, .invalid-feedback, [role=alert]").first.wait_for()
