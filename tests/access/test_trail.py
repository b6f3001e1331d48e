"""What officers do is in the audit trail, and nothing of a case's content with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from cases.access import trail
from cases.access.addresses import client_address
from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case
from cases.operations import services as operations
from cases.suspects import services as suspects
from tests.access.test_every_page import OBJECT_PAGES, PAGES, address
from tests.people import PASSWORD, address_found, signed_in


def last() -> Entry:
    return Entry.objects.latest("pk")


def test_a_list_tells_what_was_shown_and_what_was_searched(
    as_lead: Client, case: Case
) -> None:
    as_lead.get(reverse("cases:case_list"), {"province": "32"})
    entry = last()
    assert (entry.action, entry.detail["filters"]) == (Action.READ, {"province": "32"})
    assert entry.detail["shown"] == [case.pk]
    as_lead.get(address_found(as_lead, reverse("cases:case_list"), q="王超"))
    entry = last()
    assert entry.action == Action.SEARCH
    assert entry.detail["filters"]["q"].startswith("digest:")
    assert "王超" not in str(entry.detail)


def test_a_form_that_shows_the_object_is_a_reading(as_lead: Client, case: Case) -> None:
    as_lead.get(reverse("cases:case_update", args=[case.pk]))
    assert (last().action, last().object_id) == (Action.READ, case.pk)


def test_what_is_out_of_scope_is_a_refusal(case: Case, outsider: Officer) -> None:
    signed_in(outsider).get(case.get_absolute_url())
    entry = last()
    assert (entry.actor, entry.action) == (outsider, Action.REFUSE)
    assert entry.detail == {
        "page": "case_detail",
        "pk": case.pk,
        "status": 404,
        "method": "GET",
    }


def test_a_change_that_the_role_forbids_is_a_refusal(
    case: Case, viewer: Officer
) -> None:
    signed_in(viewer).post(reverse("cases:note_create", args=[case.pk]), {"text": "x"})
    entry = last()
    assert (entry.actor, entry.action) == (viewer, Action.REFUSE)
    assert (entry.case_id, entry.detail["status"]) == (case.pk, 403)


def test_a_forged_form_is_a_refusal(lead: Officer) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    client.post(reverse("cases:case_create"), {"number": "1"})
    assert (last().action, last().detail["page"]) == (Action.REFUSE, "case_create")


def test_an_address_that_leads_nowhere_is_not_repeated(as_lead: Client) -> None:
    as_lead.get("/13812345678/")
    assert last().action == Action.REFUSE
    assert "13812345678" not in str(last().detail)


@pytest.mark.parametrize("address", ["/suspects/%s/", "/cases/%s/notes/add/"])
def test_a_number_in_the_place_of_a_key_is_not_repeated(
    as_lead: Client, address: str
) -> None:
    assert as_lead.get(address % "13812345678").status_code == 404
    assert "13812345678" not in f"{last().detail} {last().case_id}"
    as_lead.get(address % 7)
    assert "7" in f"{last().detail} {last().case_id}", "what is guessed shows"


def test_a_refused_sign_in_names_whose_name_was_typed(
    client: Client, lead: Officer
) -> None:
    for typed in ("lead", PASSWORD):
        client.post("/sign-in/", {"username": typed, "password": "wrong-wrong-1"})
    known, unknown = Entry.objects.filter(action=Action.SIGN_IN_REFUSED).order_by("pk")
    assert (known.object_type, known.object_id) == ("officer", lead.pk)
    assert unknown.object_id is None
    assert PASSWORD not in str(unknown.detail)


def test_a_change_tells_that_and_not_what(lead: Officer, case: Case) -> None:
    suspect = suspects.add_suspect(officer=lead, case=case, name="张三丰")
    suspects.update_suspect(
        officer=lead, suspect=suspect, version=1, name="王重阳", measure="wanted"
    )
    changes = last().detail["changes"]
    assert changes["measure"] == ["none", "wanted"]
    before, after = changes["name"]
    assert before != after
    everything = str(list(Entry.objects.values_list("detail", flat=True)))
    for name in ("张三丰", "王重阳", case.title):
        assert name not in everything


def test_who_was_added_and_who_was_taken_out_shows(
    lead: Officer, colleague: Officer, case: Case
) -> None:
    operation = operations.plan_operation(
        officer=lead,
        case=case,
        name="Autumn",
        go_time=timezone.now(),
        planners=[colleague],
    )
    created = last().detail["after"]["planners"]
    assert created == ["", f"{lead.pk},{colleague.pk}"]
    operations.update_operation(
        officer=lead, operation=operation, version=1, planners=[lead]
    )
    assert last().detail["changes"]["planners"] == [created[1], str(lead.pk)]


# Those that need an object of their own are found by `record_page` all the same.
WITHOUT_OBJECT = [
    page
    for page in PAGES
    if page not in OBJECT_PAGES or "case_pk" in page.pattern.converters
]


@pytest.mark.parametrize("page", WITHOUT_OBJECT, ids=lambda p: p.name)
def test_no_page_is_shown_that_the_trail_does_not_know_of(
    lead: Officer, case: Case, page: Any
) -> None:
    response = signed_in(lead).get(address(page, case.pk))
    shown = response.status_code == 200 and page.name not in trail.UNRECORDED
    assert Entry.objects.exists() or not shown


@pytest.mark.django_db(transaction=True)
def test_a_page_whose_entry_cannot_be_written_is_not_shown(
    case: Case, lead: Officer
) -> None:
    client = signed_in(lead)
    client.raise_request_exception = False
    pages = [
        case.get_absolute_url(),
        reverse("cases:case_list"),
        reverse("cases:case_update", args=[case.pk]),
        reverse("cases:note_create", args=[case.pk]),
        reverse("cases:home"),
    ]
    for page in pages:
        assert case.number in client.get(page).content.decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE cases_entry ADD CONSTRAINT full_disk CHECK (false) NOT VALID"
        )
        try:
            for page in pages:
                response = client.get(page)
                assert response.status_code == 500
                assert case.number not in response.content.decode()
            typed = {"text": "A note that is not kept"}
            client.post(reverse("cases:note_create", args=[case.pk]), typed)
            assert not case.notes.exists()
        finally:
            cursor.execute("ALTER TABLE cases_entry DROP CONSTRAINT full_disk")


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("198.51.100.1", "", "198.51.100.1"),
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("fe80::1%eth0", "", "fe80::1"),
        ("", "203.0.113.9", None),
    ],
)
def test_the_address_is_the_nearest_that_is_no_proxy_of_ours(
    settings: Settings, remote: str, forwarded: str, expected: str | None
) -> None:
    settings.CASEDESK_TRUSTED_PROXIES = ["10.0.0.0/24"]
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)
    assert client_address(request) == expected


def test_telling_what_was_shown_costs_no_query(as_lead: Client, case: Case) -> None:
    with CaptureQueriesContext(connection) as queries:
        as_lead.get(reverse("cases:case_list"))
    texts = [query["sql"] for query in queries]
    read = [t for t in texts if '"cases_case"."title"' in t and " LIMIT " in t]
    assert len(read) == 1
