"""Forms that refuse a number, and pages that say an error about one."""

from __future__ import annotations

import http.client
from typing import Final
from urllib.parse import urlsplit

from cases.casefiles.models import Case
from tests.browser.conftest import Visitor
from tests.browser.leaks.writing import REFUSED
from tests.people import PASSWORD

FORBIDDEN, NOT_FOUND, NO_METHOD, BAD = 403, 404, 405, 400
_TOO_GREAT: Final = "less than or equal to"


def forms(visitor: Visitor, case: Case, number: str) -> None:
    suspect = case.suspects.order_by("pk")[0]
    operation = case.operations.latest("pk")
    run = case.match_runs.order_by("-pk")[0]
    for address, field, sentence in (
        (f"/cases/{case.pk}/suspects/add/", "name", REFUSED),
        (f"/suspects/{suspect.pk}/aliases/add/", "source", REFUSED),
        (f"/operations/{operation.pk}/teams/add/", "name", REFUSED),
        (f"/runs/{run.pk}/samples/add/", "size", _TOO_GREAT),
        ("/summaries/verify/", "code", "This is no verification code"),
    ):
        visitor.go(address)
        visitor.page.locator("main form").first.evaluate("form => form.noValidate = 1")
        visitor.page.fill(f"#id_{field}", number)
        visitor.page.keyboard.press("Enter")
        visitor.page.locator(
            ".invalid-feedback, .text-danger, [role=alert]"
        ).get_by_text(sentence).first.wait_for()


def addresses(visitor: Visitor, case: Case, number: str) -> None:
    """Typed by hand, so that it is no page's fault that a browser remembers them: what
    the server writes is looked at. Nor would a page of ours send the other ones."""
    asked = visitor.context.request
    assert asked.get(f"{visitor.server}/suspects/{number}/").status == NOT_FOUND
    assert asked.get(f"{visitor.server}/{number}?q={number}").status == NOT_FOUND
    typed: dict[str, str | float | bool] = {"text": f"Called {number}"}
    notes = f"{visitor.server}/cases/{case.pk}/notes/add/"
    assert asked.post(notes, form=typed).status == FORBIDDEN
    assert asked.get(f"{visitor.server}/news/seen/?q={number}").status == NO_METHOD
    server = urlsplit(visitor.server)
    connection = http.client.HTTPConnection(str(server.hostname), server.port)
    connection.request("GET", f"/?q={number}", headers={"Host": f"{number}.cn"})
    assert connection.getresponse().status == BAD
    connection.close()


def sign_in(visitor: Visitor, number: str) -> None:
    """A number where a sign-in name belongs."""
    visitor.context.clear_cookies()
    visitor.go("/sign-in/")
    visitor.page.fill("#id_username", number)
    visitor.page.fill("#id_password", PASSWORD)
    visitor.page.click("button.btn-primary")
    visitor.page.locator(".alert, .invalid-feedback, [role=alert]").first.wait_for()
