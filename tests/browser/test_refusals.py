"""What a part of a page is refused for is said at the top of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest
from django.conf import settings
from playwright.sync_api import expect

from cases.access.models import Officer
from cases.casefiles.models import Case, CaseMember, Role
from cases.matching.models import FraudLink
from cases.reveals import services
from tests.browser.conftest import Visitor
from tests.matching.making import make_dataset, make_report, match_now, mobile
from tests.people import make_officer, make_unit

Disturb = Callable[[pytest.MonkeyPatch], object]


@pytest.fixture
def guest(lead: Officer, case: Case) -> Officer:
    """An investigator of another unit, who sees the case as its member only."""
    officer = make_officer("guest", unit=make_unit("Fuzhou brigade", province="35"))
    CaseMember.objects.create(case=case, officer=officer, role=Role.INVESTIGATOR)
    return officer


@pytest.fixture
def link(lead: Officer, case: Case, guest: Officer) -> FraudLink:
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1), victim_name="王某甲", province="32")
    match_now(lead, case)
    return FraudLink.objects.get()


def too_often(patch: pytest.MonkeyPatch) -> None:
    limits = {**settings.CASEDESK_LIMITS, "reveal": (0, 0)}
    patch.setattr(settings, "CASEDESK_LIMITS", limits)


def now_a_viewer(patch: pytest.MonkeyPatch) -> None:
    CaseMember.objects.filter(officer__username="guest").update(role=Role.VIEWER)


def no_member_any_more(patch: pytest.MonkeyPatch) -> None:
    CaseMember.objects.filter(officer__username="guest").delete()


def broken(patch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> NoReturn:
        raise RuntimeError("broken on purpose")

    patch.setattr(services, "reveal", fail)


@pytest.mark.parametrize(
    ("disturb", "status", "sentence"),
    [
        (too_often, 429, "This was asked for too often within a minute."),
        (now_a_viewer, 403, "Your role in this case does not allow this."),
        (no_member_any_more, 404, "There is no such page, or it belongs to a case"),
        (broken, 500, "The error has been logged."),
    ],
)
def test_a_refused_part_says_why_on_the_page(
    visitor: Visitor,
    transactional_db: None,
    link: FraudLink,
    guest: Officer,
    monkeypatch: pytest.MonkeyPatch,
    disturb: Disturb,
    status: int,
    sentence: str,
) -> None:
    visitor.sign_in(guest)
    visitor.go(f"/links/{link.pk}/")
    visitor.sees("138****")
    disturb(monkeypatch)

    ask_for_the_record(visitor, status)

    notice = visitor.page.locator("#notices [role=alert]")
    expect(notice).to_contain_text(sentence, timeout=10_000)
    assert visitor.page.get_by_text("138****").count(), "the page is still there"
    assert mobile(1) not in visitor.page.content()


def test_the_sentence_goes_with_the_next_answer(
    visitor: Visitor,
    transactional_db: None,
    link: FraudLink,
    guest: Officer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visitor.sign_in(guest)
    visitor.go(f"/links/{link.pk}/")
    allowed = settings.CASEDESK_LIMITS
    too_often(monkeypatch)
    ask_for_the_record(visitor, 429)
    notice = visitor.page.locator("#notices [role=alert]")
    notice.wait_for(timeout=10_000)
    monkeypatch.setattr(settings, "CASEDESK_LIMITS", allowed)

    with visitor.page.expect_response("**/reveal/"):
        visitor.page.get_by_role("button", name="Show").click()

    visitor.sees(mobile(1))
    expect(notice).to_have_count(0)


def ask_for_the_record(visitor: Visitor, status: int) -> None:
    page = visitor.page
    page.locator("details.reveal > summary").click()
    form = page.locator("details.reveal form")
    form.locator("select").select_option(index=1)
    form.locator("input[type=text]").fill("Compare with the statement")
    with page.expect_response("**/reveal/") as answer:
        form.get_by_role("button", name="Show").click()
    assert answer.value.status == status
