"""A passkey opens CaseDesk once for each challenge, here and for its officer."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import time_machine
from django.http import HttpRequest

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.signin.models import Passkey, SignIn
from cases.signin.passkeys import challenges
from tests.signin.authenticator import (
    PRESENT,
    Authenticator,
    browser,
    options_on,
)
from tests.signin.conftest import type_password
from tests.signin.passkeys.steps import CODE, ENROL, asked, use


def test_with_password_and_passkey_an_officer_is_in(
    officer: Officer, key: Authenticator
) -> None:
    client, options = asked(officer)
    assert client.get("/").status_code == 302
    assert use(client, key.sign(options)) == "/"
    assert client.get("/").status_code == 200
    assert SignIn.objects.latest("pk").method == "passkey"
    passkey = Passkey.objects.get()
    assert (passkey.name, passkey.sign_count) == ("Blue key", 1)
    assert passkey.used_at is not None


def test_the_browser_is_told_to_verify_who_it_is(
    officer: Officer, key: Authenticator
) -> None:
    _client, options = asked(officer)
    assert options["userVerification"] == "required"
    assert options["rpId"] == "localhost"


def test_a_replayed_answer_is_refused_in_the_same_session_and_in_another(
    officer: Officer, key: Authenticator
) -> None:
    client, options = asked(officer)
    answer = key.sign(options)
    thief, _other = asked(officer)
    assert use(thief, answer) == ""
    assert use(client, answer) == "/"
    client.post("/sign-out/")
    type_password(client, officer)
    assert use(client, answer) == ""


def test_two_requests_at_once_spend_a_challenge_once(
    officer: Officer, key: Authenticator
) -> None:
    client, _options = asked(officer)
    requests = []
    for _number in range(2):
        request = HttpRequest()
        request.session = client.session
        # Both have read their session before either of them writes it.
        assert request.session["passkey_get"]
        requests.append(request)
    spent = [challenges.spend(request, "get") for request in requests]
    assert spent[0] is not None
    assert spent[1] is None


def test_an_answer_for_another_site_is_refused(
    officer: Officer, key: Authenticator
) -> None:
    for origin, host in (
        ("https://casedesk.evil.example", "localhost"),
        ("http://localhost", "evil.example"),
        ("http://localhost:81", "localhost"),
    ):
        client, options = asked(officer)
        key.origin, key.host = origin, host
        assert use(client, key.sign(options)) == "", (origin, host)
        assert client.get("/").status_code == 302


def test_another_officers_passkey_is_refused(
    officer: Officer, key: Authenticator, lead: Officer
) -> None:
    client, other = browser(), Authenticator()
    type_password(client, lead)
    made = other.make(options_on(client, ENROL))
    client.post(ENROL, {"name": "Mine", "passkey": made})
    client, options = asked(officer)
    assert use(client, other.sign(options)) == ""
    assert client.get("/").status_code == 302


def test_a_passkey_in_the_name_of_anothers_id_is_refused(
    officer: Officer, key: Authenticator
) -> None:
    forger = Authenticator()
    forger.id = key.id
    client, options = asked(officer)
    assert use(client, forger.sign(options)) == ""


def test_a_count_that_goes_back_tells_of_a_copy_and_is_refused(
    officer: Officer, key: Authenticator
) -> None:
    for _number in range(3):
        client, options = asked(officer)
        assert use(client, key.sign(options)) == "/"
    for earlier in (2, 1):
        key.count = earlier
        client, options = asked(officer)
        response = client.post(CODE, {"passkey": key.sign(options)})
        assert "There may be a copy of this passkey" in response.content.decode()
        assert client.get("/").status_code == 302
    refused = Entry.objects.filter(action=Action.SIGN_IN_REFUSED, detail__why="copied")
    assert refused.count() == 2
    assert Passkey.objects.get().sign_count == 3


def test_a_passkey_that_never_counts_may_go_on_so(
    officer: Officer, key: Authenticator
) -> None:
    for _number in range(2):
        client, options = asked(officer)
        key.count = -1
        assert use(client, key.sign(options)) == "/"


def test_without_the_officers_pin_or_fingerprint_it_does_not_count(
    officer: Officer, key: Authenticator
) -> None:
    client, options = asked(officer)
    key.flags = PRESENT
    assert use(client, key.sign(options)) == ""


def test_a_challenge_counts_for_five_minutes_and_not_where_the_clock_went_back(
    clock: time_machine.Traveller, officer: Officer, key: Authenticator
) -> None:
    for seconds, where in ((299, "/"), (300, ""), (-1, "/sign-in/")):
        client, options = asked(officer)
        clock.shift(seconds)
        assert use(client, key.sign(options)) == where, seconds
        clock.shift(1_000)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        "[" * 19_000,
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
        "x" * 30_000,
        "\0",
    ],
)
def test_nonsense_opens_nothing(
    officer: Officer, key: Authenticator, answer: str
) -> None:
    client, _options = asked(officer)
    assert use(client, answer) == ""
    sign_up = browser()
    Passkey.objects.all().delete()
    type_password(sign_up, officer)
    options_on(sign_up, ENROL)
    sign_up.post(ENROL, {"name": "Key", "passkey": answer})
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("what", ["authenticatorData", "signature", "clientDataJSON"])
def test_a_damaged_answer_opens_nothing(
    officer: Officer, key: Authenticator, what: str
) -> None:
    def shortened(part: str) -> str:
        return part[:-8]

    def changed(part: str) -> str:
        return ("B" if part[0] == "A" else "A") + part[1:]

    def emptied(part: str) -> str:
        return ""

    damages: tuple[Callable[[str], str], ...] = (shortened, changed, emptied)
    for damage in damages:
        client, options = asked(officer)
        answer = json.loads(key.sign(options))
        answer["response"][what] = damage(answer["response"][what])
        assert use(client, json.dumps(answer)) == ""


def test_wrong_passkeys_lock_as_wrong_codes_do(
    clock: time_machine.Traveller, officer: Officer, key: Authenticator
) -> None:
    client, _options = asked(officer)
    for _number in range(5):
        use(client, "{}")
    page = client.post(CODE, {"passkey": "{}"}).content.decode()
    assert "Too many failed attempts" in page
