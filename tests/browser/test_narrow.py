"""On a telephone, too, an officer sees what they confirm."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from cases.access.models import Officer
from tests.browser.conftest import Visitor
from tests.people import make_officer

WIDTH = 420


def test_the_page_that_sets_a_second_factor_up_begins_within_a_low_window(
    visitor: Visitor, transactional_db: None
) -> None:
    visitor.page.set_viewport_size({"width": WIDTH, "height": 600})
    visitor.type_password(make_officer("newcomer"))
    visitor.page.locator(".qr-code").wait_for()
    brand = visitor.page.locator(".sign-in-brand").bounding_box()
    assert brand is not None
    assert brand["y"] >= 0


def test_what_the_columns_of_an_import_hold_can_be_chosen(
    visitor: Visitor, lead: Officer
) -> None:
    visitor.page.set_viewport_size({"width": WIDTH, "height": 900})
    visitor.sign_in(lead)
    visitor.go(reverse("cases:report_import_create"))
    visitor.page.set_input_files(
        "input[type=file]",
        {
            "name": "reports.csv",
            "mimeType": "text/csv",
            "buffer": "警情编号,报案日期\nJ-1,2021-03-01\n".encode(),
        },
    )
    visitor.press("Upload")
    choices = visitor.page.locator("main table select")
    expect(choices).to_have_count(2)
    for choice in choices.all():
        choice.select_option(index=0)
        expect(choice).to_be_visible()
