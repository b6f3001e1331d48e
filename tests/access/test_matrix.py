"""Every page of the URLconf, asked for by everybody, with every method.

What comes of it is written down in docs/access-matrix.md and held against it;
`WRITE_ACCESS_MATRIX=1 pytest tests/access/test_matrix.py` writes it anew.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from unittest import mock

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.template.base import Template
from django.test import override_settings
from django.urls import URLPattern, reverse
from django.views.generic.edit import ProcessFormView

from tests.access.test_every_page import OPEN_TO_ALL, patterns
from tests.access.world import ADMINISTRATORS, AFTER, POLICE, ROLES, World

Matrix = dict[tuple[str, str], dict[str, str]]

PAGES: Final = list(patterns())
# Of a case and what is in it; reports, their imports, the unit's saved mappings,
# somebody's own sign-ins and passkeys, the trail and what is administered belong to
# no case.
_IN_NO_CASE: Final = (
    "reports/",
    "layouts/",
    "sign-ins/",
    "passkeys/",
    "audit/",
    "officers/",
    "duties/",
)
IN_A_CASE: Final = [
    page
    for page in PAGES
    if page.pattern.converters and not str(page.pattern).startswith(_IN_NO_CASE)
]
# Their POST confirms columns; where there are none to confirm, or they are not this
# officer's to confirm, it leads back to the page and changes nothing. A data set's
# POST searches its files.
LEADS_BACK: Final = {"file_detail", "rereading_detail", "dataset_detail"}
DOCUMENT: Final = Path(settings.BASE_DIR) / "docs" / "access-matrix.md"
DONE, SIGN_IN, NO_METHOD = "✓", "→", "–"
STRANGERS: Final = (
    "province",
    "former member",
    "prosecutor",
    "other prosecutor",
    *ADMINISTRATORS,
)

# Tells pytest that the database is wanted; the fixture below uses it before the tests.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def matrix(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Matrix:
    """(page, method) → role → outcome. Every request is undone after it."""
    logging.disable(logging.WARNING)
    changed = {
        "CASEDESK_DATA_DIR": tmp_path_factory.mktemp("data"),
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        # Within a minute everybody asks for every page.
        "CASEDESK_LIMITS": dict.fromkeys(settings.CASEDESK_LIMITS, (100_000, 100_000)),
    }
    try:
        with (
            django_db_blocker.unblock(),
            override_settings(**changed),
            # Who gets in is decided before a template is filled, which takes longer
            # than all the rest.
            mock.patch.object(Template, "render", return_value=""),
            transaction.atomic(),
        ):
            world = World()
            found = {
                (page.name or "", method): outcomes(world, page, method)
                for page in PAGES
                for method in methods(page)
            }
            transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)
    return found


def methods(page: URLPattern) -> list[str]:
    """GET and POST, and the others that a view has of its own (a form's PUT is its
    POST by another name)."""
    view = getattr(page.callback, "view_class", None)
    own = [
        name
        for name in ("put", "patch", "delete")
        if hasattr(view, name)
        and getattr(view, name) is not getattr(ProcessFormView, name, None)
    ]
    return ["get", "post", *own]


def outcomes(world: World, page: URLPattern, method: str) -> dict[str, str]:
    address = world.address(page)
    return {role: outcome(world, role, address, method) for role in ROLES}


def outcome(world: World, role: str, address: str, method: str) -> str:
    client = world.client(role)
    with transaction.atomic():
        if role in AFTER:
            world.hand_over()
        response: Any = getattr(client, method)(address)
        # The answer may be a stream that still reads the database.
        getattr(response, "getvalue", lambda: b"")()
        transaction.set_rollback(True)
    return word_for(response)


def word_for(response: HttpResponse) -> str:
    code = response.status_code
    if code in {301, 302}:
        place = response["Location"].partition("?")[0]
        return SIGN_IN if place == reverse("cases:sign_in") else DONE
    if code == 405:
        return NO_METHOD
    # 400, 409 and 422: understood, but what was sent lacks something.
    return DONE if code in {200, 204, 400, 409, 422} else str(code)


def test_it_is_as_documented(matrix: Matrix) -> None:
    text = document(matrix)
    if os.environ.get("WRITE_ACCESS_MATRIX"):
        DOCUMENT.write_text(text)
    assert DOCUMENT.read_text() == text, "see the head of this file"


def test_no_page_fails(matrix: Matrix) -> None:
    words = {word for row in matrix.values() for word in row.values()}
    # 412: the upload protocol's own refusal of a request that does not speak it.
    assert words <= {DONE, SIGN_IN, NO_METHOD, "403", "404", "412"}


def test_nobody_gets_in_without_signing_in(matrix: Matrix) -> None:
    for (name, method), row in matrix.items():
        if name not in OPEN_TO_ALL:
            assert row["anonymous"] == SIGN_IN, (name, method)


def test_what_is_in_a_case_does_not_exist_for_strangers(matrix: Matrix) -> None:
    for page in IN_A_CASE:
        for method in methods(page):
            row = matrix[page.name or "", method]
            seen = {role: row[role] for role in STRANGERS}
            assert set(seen.values()) <= {"404", NO_METHOD}, (page.name, method, seen)


def test_a_viewer_and_the_unit_change_nothing_in_a_case(matrix: Matrix) -> None:
    for page in IN_A_CASE:
        if page.name in LEADS_BACK:
            continue
        for method in ("post", "put", "patch", "delete"):
            row = matrix.get((page.name or "", method), {})
            for role in ("viewer", "unit"):
                assert row.get(role) in {None, "403", "404", NO_METHOD}, page.name


def test_administrators_reach_no_victim_and_no_suspect(matrix: Matrix) -> None:
    for (name, method), row in matrix.items():
        if name.startswith("report_") and not name.endswith("_list"):
            for role in ADMINISTRATORS:
                assert row[role] in {"403", "404", NO_METHOD}, (name, method)


def test_members_reach_what_they_work_with(matrix: Matrix) -> None:
    for role in POLICE[:4]:
        assert matrix["case_detail", "get"][role] == DONE
    assert matrix["case_detail", "get"]["prosecutor after"] == DONE
    assert matrix["link_reveal", "post"]["analyst"] == DONE


def document(matrix: Matrix) -> str:
    lines = [
        "# Who reaches what",
        "",
        "Written and checked by `tests/access/test_matrix.py`, which asks for every",
        "address of the URLconf in the name of everybody, by the direct number of an",
        "object in somebody's case. Of an address with `<…>` the object is one of a",
        "case that its lead unit leads; reports, their imports and saved mappings",
        "belong to no case.",
        "",
        f"- {DONE} answered or done (a form without its fields counts as answered)",
        "- 404 does not exist for this person; 403 not in this role",
        f"- {SIGN_IN} sent to the sign-in; {NO_METHOD} no such method",
        "",
        (
            "A POST to a file's own page, or a rereading's, leads back to it where"
            " there is"
        ),
        "nothing for this person to confirm: ✓ without a change. A POST to a data set",
        "searches its files.",
        "",
        "Lists answer with what the person may see: ✓ does not say that there is",
        "anything in them.",
        "",
        "| Page | Method | " + " | ".join(ROLES.values()) + " |",
        "|---|---|" + ":-:|" * len(ROLES),
    ]
    for page in PAGES:
        for asked, row in rows(matrix, page):
            cells = " | ".join(row[role] for role in ROLES)
            place = "/" + str(page.pattern).replace("int:", "").replace("|", "")
            lines.append(f"| `{place}` | {asked} | {cells} |")
    return "\n".join(lines) + "\n"


def rows(matrix: Matrix, page: URLPattern) -> Iterator[tuple[str, dict[str, str]]]:
    """The page's methods, those with the same outcomes in one row."""
    same: dict[tuple[str, ...], list[str]] = {}
    for method in methods(page):
        row = matrix[page.name or "", method]
        if set(row.values()) - {NO_METHOD, SIGN_IN}:
            same.setdefault(tuple(row.values()), []).append(method.upper())
    for outcomes_, names in same.items():
        yield ", ".join(names), dict(zip(ROLES, outcomes_, strict=True))
