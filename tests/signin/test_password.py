"""An officer changes their password: with the present one and the second factor."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.signin import totp
from cases.signin.models import SignIn
from tests.people import PASSWORD
from tests.signin.conftest import code_now, sign_in, type_password

PAGE = "/security/password/"
NEW = "four kites over granite"


@pytest.fixture
def confirmed(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> Client:
    """Signed in, and has just shown the second factor again."""
    sign_in(client, officer, secret)
    clock.shift(totp.STEP)
    client.post(f"/security/confirm/?next={PAGE}", {"code": code_now(secret)})
    return client


def typed(old: str = PASSWORD, new: str = NEW, again: str = "") -> dict[str, str]:
    return {"old_password": old, "new_password1": new, "new_password2": again or new}


def test_the_new_password_counts_and_every_session_ends(
    confirmed: Client, officer: Officer
) -> None:
    page = confirmed.post(PAGE, typed(), follow=True).content.decode()
    assert "The password has been changed" in page
    assert confirmed.get("/").status_code == 302
    assert not SignIn.objects.filter(ended_at=None).exists()
    assert type_password(Client(), officer) == ""
    assert type_password(Client(), officer, NEW) == "/sign-in/code/"
    entry = Entry.objects.filter(detail__changed="own password").get()
    assert NEW not in str(entry.detail)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (typed(old="not the present one"), "entered incorrectly"),
        (typed(again="four kites over"), "match"),
        (typed(new="short"), "at least 12"),
        (typed(new="qwertyqwerty"), "lists of leaked"),
        (typed(new="casedesk2026"), "little more than your name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(
    confirmed: Client, officer: Officer, sent: dict[str, str], says: str
) -> None:
    assert says in confirmed.post(PAGE, sent).content.decode()
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_without_the_second_factor_there_is_no_form(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    assert client.post(PAGE, typed())["Location"].startswith("/security/confirm/")
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_guessing_the_present_password_locks_as_signing_in_does(
    confirmed: Client, officer: Officer
) -> None:
    for _number in range(5):
        confirmed.post(PAGE, typed(old="a wrong one of twelve"))
    page = confirmed.post(PAGE, typed()).content.decode()
    assert "Too many failed attempts" in page
    assert type_password(Client(), officer) == ""
