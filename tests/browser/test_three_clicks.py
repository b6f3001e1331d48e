"""From the demo case: who was defrauded with whose data, how sure that is, and where
the data came from."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from cases.casefiles.models import Case
from cases.demo import load, story
from tests.browser.conftest import Visitor, texts
from tests.browser.leaks.day import of_demo

CLICKS = 3


@pytest.fixture
def demo_case(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Case:
    monkeypatch.setattr("casedesk.environment.key_dir", lambda: tmp_path / "keys")
    load.ensure(lambda _text: None)
    return Case.objects.get(number=story.CASE_NUMBER)


def facts(card: Locator) -> dict[str, str]:
    """Of a card that lists them, by what they are called."""
    names = texts(card.locator("dl.facts dt"))
    return dict(zip(names, texts(card.locator("dl.facts dd")), strict=True))


def test_the_answer_is_three_clicks_from_the_case(
    visitor: Visitor, demo_case: Case
) -> None:
    visitor.sign_in(of_demo("lead"))
    visitor.go(demo_case.get_absolute_url())
    page = visitor.page
    clicks = [
        page.get_by_role("link", name="Fraud links").last,
        page.locator("main table tbody tr a").first,
    ]
    assert len(clicks) <= CLICKS
    for click in clicks:
        with visitor.arrives():
            click.click()

    def card(heading: str) -> Locator:
        return page.locator(".card").filter(
            has=page.get_by_role("heading", name=heading, exact=True)
        )

    seized = facts(card("In the seized data"))
    assert seized["Holder"] in {str(suspect) for suspect in demo_case.suspects.all()}
    report = facts(card("In the fraud report"))
    assert report["Report no."].startswith("SIM")
    assert report["Victim"] != "—"
    assert Decimal(report["Loss (yuan)"].replace(",", "")) > 0
    reasons = texts(page.locator("#reasons tr"))
    points = [int(reason.split()[0]) for reason in reasons]
    page.get_by_role("heading", name=f"Score {sum(points)}").wait_for()
    came_from = card("Where the victim's data came from").locator("ol.origin > li")
    came_from.first.wait_for()
    assert visitor.complaints == []
