"""What a script would repeat is refused for the rest of the minute, and recorded
once; real requests are counted in the real Valkey."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings
from redis.exceptions import ConnectionError as ValkeyDown

from cases.access import limits
from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case
from tests.access.test_every_page import patterns
from tests.people import signed_in
from tests.seizures.making import make_dataset

SEARCH = "/cases/?search=Wang"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Ten seconds into a minute; stands still until a test moves it."""
    with time_machine.travel("2026-03-02 12:00:10Z", tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def three_a_minute(settings: Settings) -> None:
    settings.CASEDESK_LIMITS = dict.fromkeys(settings.CASEDESK_LIMITS, (3, 5))


def statuses(client: Client, path: str, times: int) -> list[int]:
    return [client.get(path).status_code for _number in range(times)]


def test_the_fourth_search_in_a_minute_is_refused_until_it_has_passed(
    clock: time_machine.Traveller, as_lead: Client
) -> None:
    assert statuses(as_lead, SEARCH, 4) == [200, 200, 200, 429]
    response = as_lead.get(SEARCH)
    assert response["Retry-After"] == "50"
    assert "Wait 50 seconds" in response.content.decode()
    clock.shift(49)
    assert as_lead.get(SEARCH).status_code == 429
    clock.shift(1)
    assert as_lead.get(SEARCH).status_code == 200


def test_it_is_recorded_once_a_minute_and_shows_nothing_of_what_was_asked(
    clock: time_machine.Traveller, as_lead: Client, lead: Officer
) -> None:
    statuses(as_lead, SEARCH, 5)
    refused = Entry.objects.filter(action=Action.REFUSE)
    (entry,) = refused
    assert entry.actor == lead
    assert entry.detail == {
        "page": "case_list",
        "status": 429,
        "limit": "search",
        "counted_by": "officer",
    }
    clock.shift(60)
    statuses(as_lead, SEARCH, 5)
    assert refused.all().count() == 2


def test_a_colleague_is_not_kept_waiting_but_an_address_is_counted_too(
    as_lead: Client, case: Case, colleague: Officer
) -> None:
    statuses(as_lead, SEARCH, 3)
    client = signed_in(colleague)
    assert statuses(client, SEARCH, 3) == [200, 200, 429]
    assert Entry.objects.get(action=Action.REFUSE).detail["counted_by"] == "address"
    elsewhere = signed_in(colleague)
    elsewhere.defaults["REMOTE_ADDR"] = "192.0.2.9"
    assert statuses(elsewhere, SEARCH, 1) == [429], "their own fourth"


def test_reading_paging_and_sorting_are_not_counted(as_lead: Client) -> None:
    for path in ("/cases/", "/cases/?page=1&sort=number&search="):
        assert set(statuses(as_lead, path, 8)) == {200}


def test_exports_are_counted(as_lead: Client) -> None:
    assert statuses(as_lead, "/cases/?export=csv", 4) == [200, 200, 200, 429]


def test_number_searches_are_counted(as_lead: Client) -> None:
    answers = [as_lead.post("/search/", {"raw": "x"}).status_code for _ in range(4)]
    assert answers[3] == 429


def test_attempts_to_sign_in_are_counted_by_address(client: Client, db: None) -> None:
    typed = {"username": "nobody", "password": "a wrong password"}
    answers = [client.post("/sign-in/", typed).status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
    entry = Entry.objects.get(action=Action.REFUSE)
    assert (entry.actor, entry.detail["limit"]) == (None, "sign_in")
    assert entry.address == "127.0.0.1"


def test_an_upload_is_told_in_plain_text_which_its_page_can_show(
    as_lead: Client, lead: Officer, case: Case
) -> None:
    path = f"/datasets/{make_dataset(lead, case).pk}/uploads/"
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}
    answers = [as_lead.post(path, headers=headers) for _ in range(4)]
    assert [each.status_code for each in answers] == [201, 201, 201, 429]
    assert answers[3]["Content-Type"].startswith("text/plain")
    assert "Wait 50 seconds" in answers[3].content.decode()


def test_a_part_of_a_page_gets_the_sentence_alone(as_lead: Client) -> None:
    statuses(as_lead, SEARCH, 3)
    response = as_lead.get(SEARCH, headers={"HX-Request": "true"})
    assert response.status_code == 429
    assert response.content.decode().startswith('<div class="alert')


def test_without_valkey_nobody_is_turned_away(
    as_lead: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Down:
        def incr(self, *_args: object) -> int:
            raise ValkeyDown

    monkeypatch.setattr(limits, "cache", Down())
    assert set(statuses(as_lead, SEARCH, 5)) == {200}
    assert "limits are not counted" in caplog.text


def test_a_forged_form_counts_towards_nobodys_limit(lead: Officer) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    answers = {client.post("/search/", {"raw": "x"}).status_code for _ in range(5)}
    assert answers == {403}
    assert not Entry.objects.filter(detail__has_key="limit").exists()


def test_every_page_that_a_rule_names_is_there_and_every_reveal_is_counted() -> None:
    names = {page.name or "" for page in patterns()}
    for rule in limits.RULES:
        assert rule.pages <= names, rule
    reveals = {name for name in names if name.endswith("_reveal")}
    assert {"identifier_reveal", "link_reveal", "report_reveal"} <= reveals
