"""One day with the demo case, through everything that takes a number or a name in, and
past the pages that show what was found."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.demo import story
from cases.demo.files import DemoFiles
from cases.signin.models import SecondFactor
from tests.browser import steps
from tests.browser.conftest import Visitor
from tests.browser.leaks import leaving, looking, refusing, writing
from tests.people import PASSWORD

ROWS, REPORTS = 200, 20


def pass_day(visitor: Visitor, made: DemoFiles, folder: Path) -> None:
    case = Case.objects.get(number=story.CASE_NUMBER)
    visitor.sign_in(of_demo("lead"))
    number = looking.reveal(visitor, case)
    looking.ask_for_too_many(visitor, case)
    writing.searches(visitor, case, number)
    writing.texts(visitor, case, number)
    writing.sealed(visitor, case, number)
    writing.archive(visitor, case, number, folder)
    refusing.forms(visitor, case, number)
    frame = seized_rows(made)
    steps.take_in(visitor, case, steps.seized_file(folder, frame), ROWS)
    steps.import_reports(visitor, steps.report_file(folder, frame.head(REPORTS)))
    steps.start_run(visitor, case)
    looking.sample(visitor, case)
    looking.around(visitor, case)
    leaving.summary(visitor, case)
    leaving.export(visitor, case, number)
    refusing.addresses(visitor, case, number)
    visitor.context.clear_cookies()
    visitor.sign_in(of_demo("auditor"))
    looking.trail(visitor, case, number)
    refusing.sign_in(visitor, number)


def of_demo(username: str) -> Officer:
    """With the tests' own password and without the demo's authenticator."""
    officer = Officer.objects.get(username=username)
    officer.language = "en"
    officer.set_password(PASSWORD)
    officer.save()
    SecondFactor.objects.filter(officer=officer).delete()
    return officer


def seized_rows(made: DemoFiles) -> pl.DataFrame:
    """Some whole rows of what Wang had, as one more file of his."""
    text = made.wang_csv[1].decode("gb18030")
    frame = pl.read_csv(
        io.StringIO(text), infer_schema=False, truncate_ragged_lines=True
    )
    whole = pl.col("手机号").str.contains(r"^\d{11}$") & pl.col("备注").is_not_null()
    return frame.filter(whole).head(ROWS)
