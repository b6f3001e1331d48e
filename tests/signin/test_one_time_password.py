"""A password that somebody else gave out opens once, to choose one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.signin import passwords
from cases.signin.models import SignIn
from tests.people import PASSWORD, make_officer
from tests.signin.conftest import code_now, sign_in, type_code, type_password

OWN = "mountain river twelve lamps"


@pytest.fixture
def given(officer: Officer) -> str:
    """The officer's one-time password."""
    password = passwords.give_one_time(officer, by=make_officer("admin"))
    officer.refresh_from_db()
    return password


def choose(client: Client, new: str = OWN, again: str = "") -> str:
    """Where it leads; empty if it stays."""
    typed = {"new_password1": new, "new_password2": again or new}
    return client.post("/sign-in/password/", typed).headers.get("Location", "")


def test_nobody_is_in_before_their_own_password_is_chosen(
    client: Client, officer: Officer, secret: str, given: str
) -> None:
    type_password(client, officer, given)
    assert type_code(client, code_now(secret)) == "/sign-in/password/"
    assert client.get("/").status_code == 302
    assert not SignIn.objects.exists()
    assert choose(client) == "/"
    assert client.get("/").status_code == 200
    officer.refresh_from_db()
    assert officer.one_time_until is None
    assert officer.check_password(OWN)


def test_a_new_officer_sets_up_the_second_factor_first(
    client: Client, officer: Officer, given: str
) -> None:
    assert type_password(client, officer, given) == "/sign-in/set-up/"
    assert choose(client) == "/sign-in/", "not before the second factor"
    type_password(client, officer, given)
    client.get("/sign-in/set-up/")
    officer.refresh_from_db()
    code = code_now(officer.second_factor.next_secret)
    page = client.post("/sign-in/set-up/", {"code": code}).content.decode()
    assert 'href="/sign-in/password/"' in page
    assert choose(client) == "/"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("new", "again"),
    [
        ("short", ""),
        ("password1234", ""),
        (OWN, "something else entirely"),
        ("given", "given"),
    ],
    ids=["short", "common", "not the same", "the one-time one"],
)
def test_a_bad_choice_is_refused(
    client: Client, officer: Officer, secret: str, given: str, new: str, again: str
) -> None:
    type_password(client, officer, given)
    type_code(client, code_now(secret))
    new, again = (given, given) if new == "given" else (new, again)
    assert choose(client, new, again) == ""
    assert client.get("/").status_code == 302
    officer.refresh_from_db()
    assert officer.check_password(given)


def test_a_one_time_password_runs_out(
    client: Client, officer: Officer, secret: str, clock: time_machine.Traveller
) -> None:
    password = passwords.give_one_time(officer, by=make_officer("admin"))
    clock.shift(passwords.ONE_TIME_LASTS - timedelta(seconds=1))
    assert type_password(client, officer, password) == "/sign-in/code/"
    clock.shift(timedelta(seconds=1))
    typed = {"username": officer.username, "password": password}
    page = Client().post("/sign-in/", typed).content.decode()
    assert "has run out" in page


def test_it_ends_the_sessions_and_the_earlier_password(
    client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    passwords.give_one_time(officer, by=make_officer("admin"))
    assert client.get("/").status_code == 302
    assert type_password(Client(), officer, PASSWORD) == ""


def test_no_password_is_in_the_trail(officer: Officer, given: str) -> None:
    passwords.choose(officer, OWN)
    entries = Entry.objects.filter(object_id=officer.pk, object_type="officer")
    assert entries.count() == 2
    for entry in entries:
        assert given not in str(entry.detail)
        assert OWN not in str(entry.detail)
