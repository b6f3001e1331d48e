"""Whoever searches too often is told so where they look."""

from __future__ import annotations

from tests.browser.conftest import Visitor
from tests.people import make_officer


def test_the_sentence_stands_above_the_list_and_goes_with_the_next_answer(
    visitor: Visitor,
    transactional_db: None,
    settings,  # type: ignore[no-untyped-def]
) -> None:
    visitor.sign_in(make_officer("lead"))
    limits = dict.fromkeys(settings.CASEDESK_LIMITS, (1, 50))
    settings.CASEDESK_LIMITS = limits
    visitor.go("/cases/")
    search = visitor.page.locator("#list input[type=search]")
    for typed in ("wang", "wang c"):
        with visitor.page.expect_response(lambda answer: "search=" in answer.url):
            search.fill(typed)
    visitor.sees("This was asked for too often within a minute")
    assert search.input_value() == "wang c", "what was typed is still there"
    settings.CASEDESK_LIMITS = dict.fromkeys(limits, (50, 50))
    search.fill("wang ch")
    visitor.page.locator("[data-limit]").wait_for(state="detached")
