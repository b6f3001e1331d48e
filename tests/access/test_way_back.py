"""Whoever opens a form by mistake finds the way back out of it."""

from __future__ import annotations

import re
from typing import Any, Final

from tests.access.test_every_page import PAGES
from tests.access.world import World

# They ask and answer on the same page, and change nothing.
SEARCHES: Final = {"number_search", "summary_verify"}
# What the address has to name besides the object.
QUERIES: Final = {"export_create": "?of=suspect_list&sort=-name"}
WAYS_BACK: Final = re.compile(
    r'class="page-pretitle"><a href="[^"]+"|<a [^>]+>(?:Back[\w ]+|Later)</a>'
)


def test_every_form_has_a_way_back(db: None, settings: Any) -> None:
    settings.CASEDESK_LIMITS = dict.fromkeys(settings.CASEDESK_LIMITS, (10_000, 10_000))
    world, found = World(), set()
    for role in ("lead", "system_admin", "security_admin"):
        for page in PAGES:
            address = world.address(page) + QUERIES.get(page.name or "", "")
            response = world.client(role).get(address)
            if is_form(response) and page.name not in SEARCHES:
                found.add(page.name)
                assert WAYS_BACK.search(response.content.decode()), (role, page.name)
    assert found >= {
        "case_create",
        "export_create",
        "officer_deactivate",
        "report_import_create",
        "report_import_detail",
        "retirement_detail",
        "security_confirm",
    }


def is_form(response: Any) -> bool:
    """Whether the page sends what is typed or chosen to itself."""
    if response.status_code != 200 or "text/html" not in response["Content-Type"]:
        return False
    forms = re.findall(r'<form[^>]*method="post"[^>]*>', response.content.decode())
    return any("action=" not in form for form in forms)
