"""What leaves the house: the summary as a PDF, and a locked file."""

from __future__ import annotations

import time

from cases.casefiles.models import Case, Role
from cases.common import jobs
from cases.common.jobs import Job
from cases.exports.models import Export
from cases.seizures.models import DatasetCount
from tests.browser.conftest import Visitor
from tests.exports.making import PASSWORD as RECEIVERS
from tests.exports.making import approve
from tests.people import join, make_officer


def summary(visitor: Visitor, case: Case) -> None:
    """It waits for the counts of the demo's data, whose messages were thrown away with
    those of its load; the scheduler would send them again."""
    jobs.resend_waiting()
    counts = DatasetCount.objects.filter(dataset__case=case, state__in=Job.ACTIVE)
    for _attempt in range(600):
        if not counts.exists():
            break
        time.sleep(0.1)
    visitor.go(f"/cases/{case.pk}/summaries/add/")
    visitor.page.select_option("#id_language", "en")
    visitor.press("Make the PDF")
    link = visitor.page.get_by_role("link", name="Download the PDF")
    link.wait_for(timeout=120_000)
    with visitor.page.expect_download(timeout=60_000) as download:
        link.click()
    assert download.value.suggested_filename.endswith(".pdf")


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
