"""Setting passkeys up, adding and removing them, and what else opens CaseDesk."""

from __future__ import annotations

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import Client
from pytest_django import Settings

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.signin import factors
from cases.signin.models import Passkey
from cases.signin.passkeys import services
from tests.people import PASSWORD
from tests.signin.authenticator import (
    Authenticator,
    browser,
    options_on,
)
from tests.signin.conftest import code_now, sign_in, type_code, type_password
from tests.signin.passkeys.steps import ADD, CODE, ENROL, asked, use


def test_whoever_has_a_passkey_sets_up_nothing_with_the_password_alone(
    officer: Officer, key: Authenticator
) -> None:
    client = browser()
    type_password(client, officer)
    assert client.get(ENROL)["Location"] == "/sign-in/"
    other = Authenticator()
    made = other.make({"challenge": "AA"})
    assert client.post(ENROL, {"name": "x", "passkey": made})["Location"]
    assert Passkey.objects.count() == 1


def test_of_two_first_sign_ins_at_once_one_sets_the_factor_up(
    officer: Officer, key: Authenticator
) -> None:
    request = HttpRequest()
    request.session = browser().session
    with pytest.raises(ValidationError, match="not accepted"):
        services.make_first(request, officer, name="Late", answer="{}")
    assert Passkey.objects.count() == 1


def test_a_second_passkey_is_added_after_the_first_has_confirmed_it(
    officer: Officer, key: Authenticator
) -> None:
    client, options = asked(officer)
    use(client, key.sign(options))
    question = client.get(ADD)["Location"]
    assert question == "/security/confirm/?next=%2Fsecurity%2Fpasskeys%2Fadd%2F"
    answer = key.sign(options_on(client, question))
    assert client.post(question, {"passkey": answer})["Location"] == ADD
    second = Authenticator()
    made = second.make(options_on(client, ADD))
    client.post(ADD, {"name": "Red key", "passkey": made})
    assert [each.name for each in Passkey.objects.all()] == ["Blue key", "Red key"]
    assert client.get(ADD).status_code == 302, "the next change asks again"
    entry = Entry.objects.filter(detail__second_factor="passkey added").first()
    assert entry is not None
    assert entry.actor is not None
    assert "Red key" not in str(entry.detail)


def test_an_answer_to_no_question_adds_nothing(
    clock: time_machine.Traveller, officer: Officer, secret: str
) -> None:
    client = browser()
    sign_in(client, officer, secret)
    made = Authenticator().make({"challenge": "AA"})
    response = client.post(ADD, {"name": "Red key", "passkey": made})
    assert response["Location"].startswith("/security/confirm/")
    clock.shift(30)
    client.post("/security/confirm/?next=" + ADD, {"code": code_now(secret)})
    page = client.post(ADD, {"name": "Red key", "passkey": made}).content.decode()
    assert "The passkey was not accepted" in page
    assert not Passkey.objects.exists()


def test_the_only_second_factor_cannot_be_removed(
    clock: time_machine.Traveller, officer: Officer, key: Authenticator
) -> None:
    client, options = asked(officer)
    use(client, key.sign(options))
    page = f"/passkeys/{Passkey.objects.get().pk}/remove/"
    question = client.get(page)["Location"]
    answer = key.sign(options_on(client, question))
    assert client.post(question, {"passkey": answer})["Location"] == page
    told = client.post(page, follow=True).content.decode()
    assert "This is your only second factor" in told
    assert Passkey.objects.count() == 1


def test_with_an_authenticator_beside_it_a_passkey_is_removed_and_opens_no_more(
    clock: time_machine.Traveller, officer: Officer, key: Authenticator, lead: Officer
) -> None:
    secret = factors.secret_to_enrol(officer)
    factors.enrol(officer, code_now(secret))
    clock.shift(30)
    client = browser()
    type_password(client, officer)
    type_code(client, code_now(secret))
    page = f"/passkeys/{Passkey.objects.get().pk}/remove/"
    clock.shift(30)
    client.post(f"/security/confirm/?next={page}", {"code": code_now(secret)})
    assert "Blue key" in client.get(page).content.decode()
    client.post(page)
    assert not Passkey.objects.exists()
    client = browser()
    type_password(client, officer)
    assert use(client, key.sign({"challenge": "AA"})) == ""


def test_nobody_sees_or_removes_a_colleagues_passkey(
    officer: Officer, key: Authenticator, as_lead: Client
) -> None:
    page = f"/passkeys/{Passkey.objects.get().pk}/remove/"
    assert as_lead.get(page).status_code == 404
    assert as_lead.post(page).status_code == 404
    assert Passkey.objects.count() == 1


def test_a_reset_takes_passkeys_too(
    officer: Officer, key: Authenticator, lead: Officer
) -> None:
    factors.reset(officer, by=lead, reason="lost")
    assert not factors.is_enrolled(officer)
    client = browser()
    assert type_password(client, officer) == ENROL


def test_a_recovery_code_counts_beside_a_passkey(
    officer: Officer, key: Authenticator
) -> None:
    code = factors.renew_recovery_codes(officer)[0]
    client, _options = asked(officer)
    assert type_code(client, code) == "/"


def test_under_another_name_no_passkey_is_offered(
    officer: Officer, key: Authenticator, settings: Settings
) -> None:
    client = Client(headers={"host": "127.0.0.1"})
    client.post("/sign-in/", {"username": officer.username, "password": PASSWORD})
    assert "data-options" not in client.get(CODE).content.decode()
