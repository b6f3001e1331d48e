"""Sign in, open the case, reveal two records, confirm ten links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.matching.models import FraudLink
from cases.reveals import services
from cases.reveals.models import Reveal
from tests.browser.conftest import Visitor
from tests.matching.making import make_dataset, make_report, match_now, mobile

LINKS, REVEALS = 12, 2
# The form is opened by a click, its reason is one form with the words, and Enter sends
# it. Nothing else of a reveal is clicked.
CLICKS_A_REVEAL = 1


@pytest.fixture
def links(lead: Officer, case: Case) -> list[FraudLink]:
    make_dataset(case, *(f"王某甲,{mobile(n)}" for n in range(LINKS)))
    for number in range(LINKS):
        make_report(mobile(number), victim_name="王某甲", province="32")
    match_now(lead, case)
    return list(FraudLink.objects.order_by("-score", "pk"))


def test_an_ordinary_day(
    visitor: Visitor,
    transactional_db: None,
    links: list[FraudLink],
    lead: Officer,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "SECONDS", 3)
    visitor.sign_in(lead)
    visitor.go(case.get_absolute_url())
    page = visitor.page
    for link in links[:REVEALS]:
        visitor.go(f"/links/{link.pk}/")
        number = mobile(int(link.mask[-4:]))
        before = visitor.clicks
        assert page.get_by_text(number).count() == 0
        page.locator("details.reveal > summary").click()
        picture(visitor, "form")
        focused = page.locator("details.reveal form :focus")
        if focused.get_attribute("name") == "reason":
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Tab")
        page.keyboard.type("Compare with the statement")
        page.keyboard.press("Enter")
        visitor.sees(number)
        picture(visitor, "clear")
        page.get_by_text(number).wait_for(state="detached", timeout=10_000)
        visitor.sees("138****")
        assert number not in page.url
        assert visitor.clicks - before == CLICKS_A_REVEAL
    assert Reveal.objects.filter(officer=lead).count() == REVEALS
    visitor.go(f"/links/{links[0].pk}/")
    before = visitor.clicks
    for _ in range(10):
        for key in ("c", "j"):
            with page.expect_navigation():
                page.keyboard.press(key)
    assert FraudLink.objects.confirmed().count() == 10
    assert visitor.clicks == before, "links are judged with the keyboard"
    visitor.go("/reveals/")
    visitor.sees("Lead")
    picture(visitor, "report")
    assert visitor.complaints == []


def picture(visitor: Visitor, name: str) -> None:
    """To look at what was made, where a folder is named for it."""
    folder = os.environ.get("CASEDESK_PICTURES")
    if folder:
        visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
