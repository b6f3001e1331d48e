"""What shows what was found: reveals, samples, figures, boards, and the trail."""

from __future__ import annotations

import re
from typing import Final

from django.test import override_settings

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.matching.models import FraudLink
from tests.browser.conftest import Visitor

_MOBILE: Final = re.compile(r"1[3-9]\d{9}")


def reveal(visitor: Visitor, case: Case) -> str:
    """The seized row of the strongest link; its number."""
    _ask_for_record(visitor, _strongest(case)[0])
    cell = visitor.page.locator(".is-clear .number").get_by_text(_MOBILE).first
    found = _MOBILE.search(cell.inner_text())
    assert found
    return found[0]


def ask_for_too_many(visitor: Visitor, case: Case) -> None:
    with override_settings(CASEDESK_REVEALS_A_DAY=1):
        _ask_for_record(visitor, _strongest(case)[1])
        visitor.sees("quota of 1 reveal a day is used up")


def _strongest(case: Case) -> list[FraudLink]:
    return list(FraudLink.objects.filter(case=case).order_by("-score", "pk")[:2])


def _ask_for_record(visitor: Visitor, link: FraudLink) -> None:
    visitor.go(f"/links/{link.pk}/")
    visitor.page.locator("details.reveal > summary").click()
    visitor.page.locator("select[name=reason]").select_option("contact")
    visitor.page.locator("input[name=words]").fill("Speak to the victim")
    visitor.page.keyboard.press("Enter")


def sample(visitor: Visitor, case: Case) -> None:
    run = case.match_runs.order_by("-pk")[0]
    visitor.go(f"/runs/{run.pk}/samples/add/")
    visitor.page.fill("#id_size", "50")
    visitor.press("Draw")
    visitor.page.wait_for_url("**/samples/**")
    visitor.sees("numbers stand in a report")


def around(visitor: Visitor, case: Case) -> None:
    run = case.match_runs.order_by("-pk")[0]
    operation = case.operations.latest("pk")
    for address in (
        f"/cases/{case.pk}/lineage/",
        f"/cases/{case.pk}/brakes/",
        f"/runs/{run.pk}/statistics/",
        f"/operations/{operation.pk}/board/",
        "/pointers/",
        "/reveals/",
        "/summaries/",
        "/security/",
        "/",
    ):
        _open(visitor, address)


def trail(visitor: Visitor, case: Case, number: str) -> None:
    """As the auditor: all of it, of an officer, of an object, one entry, a file; and
    a number where the name of an officer belongs."""
    lead = Officer.objects.get(username="lead")
    link = _strongest(case)[0]
    for address in (
        f"/audit/officers/{lead.pk}/",
        f"/audit/objects/?type=fraudlink&id={link.pk}",
        f"/audit/{Entry.objects.filter(actor=lead).latest('pk').pk}/",
        "/reveals/all/",
        "/audit/",
    ):
        _open(visitor, address)
    _filter_trail(visitor, officer="lead", object_type="fraudlink", object_id=link.pk)
    visitor.page.locator("tbody").get_by_text("fraud link").first.wait_for()
    _filter_trail(visitor, officer=number, object_id=number)
    visitor.sees("There is no officer of this name or badge.")


def _filter_trail(visitor: Visitor, **chosen: str | int) -> None:
    form = visitor.page.locator("form.filters")
    kind = str(chosen.pop("object_type", ""))
    form.locator("[name=object_type]").select_option(kind)
    for name, value in chosen.items():
        form.locator(f"[name={name}]").fill(str(value))
    form.evaluate("form => form.noValidate = true")
    with visitor.page.expect_navigation(url="**words=**"):
        visitor.press("Filter")


def _open(visitor: Visitor, address: str) -> None:
    answer = visitor.page.goto(visitor.server + address)
    assert answer
    assert answer.ok, address
