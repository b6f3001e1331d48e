"""From a seized file to the prosecutor's PDF, as the README tells it."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from pypdf import PdfReader

from cases.access.models import Officer, Unit
from cases.casefiles.models import Case
from cases.engine.fictitious import seizure_frame
from cases.matching.models import FraudLink, Judgement
from tests.browser import steps
from tests.browser.conftest import Visitor
from tests.people import make_officer, make_unit

ROWS, VICTIMS = 3_000, 25


def test_from_a_seized_file_to_the_pdf(
    visitor: Visitor, worker: None, tmp_path: Path
) -> None:
    lead = make_officer("lead")
    procuratorate = make_unit("Xiangshui procuratorate", kind="procuratorate")
    prosecutor = make_officer("prosecutor", unit=procuratorate, duty="prosecutor")
    frame = seizure_frame(np.random.default_rng(52_098), ROWS)
    seized = steps.seized_file(tmp_path, frame)
    reports = steps.report_file(tmp_path, frame.head(VICTIMS))

    visitor.sign_in(lead)
    case = open_case(visitor)
    steps.take_in(visitor, case, seized, ROWS)
    steps.import_reports(visitor, reports)
    visitor.go("/reports/")
    visitor.sees(f"1 to {VICTIMS} of {VICTIMS}")
    cross_match(visitor, case)
    judge_and_take_back(visitor, case)
    run_an_operation(visitor, case)
    hand_over(visitor, case, procuratorate)
    pdf = make_summary(visitor, prosecutor, case)

    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "王超案" in text
    assert f"{ROWS:,}" in text
    assert visitor.complaints == []


def open_case(visitor: Visitor) -> Case:
    visitor.go("/cases/")
    visitor.follow("Add")
    visitor.page.fill("#id_number", "B-2021-1")
    visitor.page.fill("#id_title", "王超案")
    visitor.press("Save")
    visitor.sees("王超案")
    return Case.objects.get(number="B-2021-1")


def cross_match(visitor: Visitor, case: Case) -> None:
    steps.start_run(visitor, case)
    visitor.go(f"/links/?case={case.pk}")
    visitor.sees(f"1 to {VICTIMS} of {VICTIMS}")


def judge_and_take_back(visitor: Visitor, case: Case) -> None:
    link = FraudLink.objects.filter(case=case).order_by("-score", "pk").first()
    assert link is not None
    for button, judgement in (
        ("Confirm", Judgement.CONFIRMED),
        ("Take back", Judgement.OPEN),
        ("Confirm", Judgement.CONFIRMED),
    ):
        visitor.go(f"/links/{link.pk}/")
        with visitor.arrives():
            visitor.press(button)
        link.refresh_from_db()
        assert link.judgement == judgement


def run_an_operation(visitor: Visitor, case: Case) -> None:
    visitor.go(f"/operations/?case={case.pk}")
    visitor.follow("Add")
    visitor.page.fill("#id_name", "Operation of 13 April")
    visitor.page.fill("#id_go_time", "2021-04-13T10:00")
    visitor.press("Save")
    visitor.follow("Add a team")
    visitor.page.fill("#id_name", "Hubei team")
    visitor.page.select_option("#id_province", "42")
    visitor.page.fill("#id_leader", "Team leader")
    visitor.press("Save")
    visitor.follow("Live board")
    visitor.sees("Hubei")
    visitor.press("En route")
    visitor.sees("1 En route")


def hand_over(visitor: Visitor, case: Case, unit: Unit) -> None:
    visitor.go(f"/cases/{case.pk}/hand-over/")
    visitor.page.select_option("#id_unit", str(unit.pk))
    visitor.press("Hand over")
    visitor.sees("Transferred for prosecution")


def make_summary(visitor: Visitor, prosecutor: Officer, case: Case) -> io.BytesIO:
    visitor.context.clear_cookies()
    visitor.sign_in(prosecutor)
    visitor.go(f"/summaries/?case={case.pk}")
    visitor.follow("Make a case summary")
    visitor.page.select_option("#id_language", "zh-hans")
    visitor.press("Make the PDF")
    visitor.sees("Done", seconds=60)
    with visitor.page.expect_download() as download:
        visitor.follow("Download the PDF")
    return io.BytesIO(Path(download.value.path()).read_bytes())
