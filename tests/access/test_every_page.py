"""What holds for every page, found from the URLconf so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from tests.people import make_officer, signed_in

OPEN_TO_ALL = {"sign_in"}
NOBODY = 2**40  # a primary key that no object has


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def address(pattern: URLPattern, pk: int) -> str:
    names = pattern.pattern.converters
    kwargs: dict[str, Any] = {name: pk for name in names if name.endswith("pk")}
    assert set(kwargs) == set(names), f"{pattern.name}: give this test a value"
    return reverse(f"cases:{pattern.name}", kwargs=kwargs)


PAGES = [p for p in patterns() if p.name not in OPEN_TO_ALL]
OBJECT_PAGES = [p for p in PAGES if p.pattern.converters]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_nobody_gets_in_without_signing_in(
    client: Client, db: None, page: URLPattern, method: str
) -> None:
    response = getattr(client, method)(address(page, 1))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("cases:sign_in"))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", OBJECT_PAGES, ids=lambda p: p.name)
def test_what_does_not_exist_is_not_found(
    lead: Officer, page: URLPattern, method: str
) -> None:
    response = getattr(signed_in(lead), method)(address(page, NOBODY))
    assert response.status_code in {404, 405}


@pytest.mark.parametrize(
    "page",
    [p for p in OBJECT_PAGES if "case_pk" in p.pattern.converters],
    ids=lambda p: p.name,
)
def test_nothing_is_added_to_a_case_by_an_outsider_or_an_administrator(
    case: Case, outsider: Officer, page: URLPattern
) -> None:
    for officer in (outsider, make_officer("admin", duty="system_admin")):
        client = signed_in(officer)
        assert client.get(address(page, case.pk)).status_code == 404
        assert client.post(address(page, case.pk)).status_code == 404


@pytest.mark.parametrize(
    "page", [p for p in PAGES if not p.pattern.converters], ids=lambda p: p.name
)
def test_lists_open_for_every_duty(db: None, page: URLPattern) -> None:
    for duty in ("police", "prosecutor", "auditor", "system_admin"):
        response = signed_in(make_officer(duty, duty=duty)).get(address(page, 1))
        assert response.status_code in {200, 302, 403, 404, 405}, duty


def test_no_page_may_be_cached_framed_or_run_foreign_code(as_lead: Client) -> None:
    response = as_lead.get(reverse("cases:case_list"))
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["Cache-Control"] == "no-store"
    assert response["X-Frame-Options"] == "DENY"
