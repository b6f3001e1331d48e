"""Guessing takes longer and longer, and tells nothing about who exists."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.signin import lockout
from cases.signin.models import Failures
from tests.people import PASSWORD
from tests.signin.conftest import code_now, sign_in, type_code, type_password

WRONG = "a wrong password of twelve"


def guess(username: str, times: int, password: str = WRONG) -> str:
    """What the last page says."""
    client = Client()
    page = ""
    for _number in range(times):
        typed = {"username": username, "password": password}
        page = client.post("/sign-in/", typed).content.decode()
    return page


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(
    clock: time_machine.Traveller, client: Client, officer: Officer
) -> None:
    guess("wang", 5)
    assert type_password(client, officer) == ""
    clock.shift(31)
    assert type_password(client, officer) == "/sign-in/set-up/"


def test_each_further_failure_doubles_the_delay_up_to_an_hour(
    clock: time_machine.Traveller, officer: Officer
) -> None:
    guess("wang", 5)
    for seconds in (30, 60, 120, 240, 480, 960, 1920, 3600, 3600):
        clock.shift(seconds - 1)
        assert "Too many failed attempts" in guess("wang", 1)
        clock.shift(2)
        assert "Too many failed attempts" not in guess("wang", 1)


def test_a_name_that_nobody_has_is_locked_and_refused_in_the_same_words(
    clock: time_machine.Traveller, officer: Officer
) -> None:
    for times in (1, 5):
        known, unknown = guess("wang", times), guess("nobody", times)
        for page in (known, unknown):
            assert ("Too many" in page) is (times == 5)
        assert strip(known, "wang") == strip(unknown, "nobody")


def strip(page: str, name: str) -> list[str]:
    return [
        line.replace(name, "")
        for line in page.splitlines()
        if "csrfmiddlewaretoken" not in line
    ]


def test_an_inactive_officer_is_refused_as_an_unknown_one_is(
    clock: time_machine.Traveller, officer: Officer
) -> None:
    Officer.objects.update(is_active=False)
    assert strip(guess("wang", 1, PASSWORD), "wang") == strip(
        guess("nobody", 1), "nobody"
    )


def test_wrong_codes_lock_as_wrong_passwords_do(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    for _number in range(5):
        assert type_password(client, officer) == "/sign-in/code/"
        assert type_code(client, "000000") == ""
    assert type_code(client, code_now(secret)) == ""
    assert type_password(Client(), officer) == ""
    assert Entry.objects.filter(action=Action.SIGN_IN_REFUSED).count() == 6


def test_signing_in_forgets_the_failures(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    guess("wang", 4)
    sign_in(client, officer, secret)
    assert "Too many" not in guess("wang", 4)


def test_many_names_from_one_address_lock_the_address(
    clock: time_machine.Traveller, client: Client, officer: Officer
) -> None:
    for number in range(30):
        guess(f"name{number}", 1)
    assert type_password(client, officer) == ""


def test_upper_case_is_the_same_name(
    clock: time_machine.Traveller, officer: Officer
) -> None:
    guess("wang", 3)
    guess("WANG", 2)
    assert "Too many" in guess("Wang", 1)


def test_a_lock_set_by_a_clock_that_was_ahead_does_not_hold(
    clock: time_machine.Traveller, client: Client, officer: Officer
) -> None:
    clock.shift(timedelta(days=30))
    guess("wang", 5)
    clock.shift(timedelta(days=-30))
    assert type_password(client, officer) == "/sign-in/set-up/"


def test_what_was_typed_as_a_name_is_kept_nowhere(
    clock: time_machine.Traveller, officer: Officer
) -> None:
    guess("my-secret-password", 1, "x")
    kept = f"{list(Failures.objects.values())}{list(Entry.objects.values())}"
    assert "my-secret" not in kept


def test_failures_are_forgotten_after_a_day(
    clock: time_machine.Traveller, officer: Officer
) -> None:
    guess("wang", 4)
    clock.shift(timedelta(hours=25))
    assert "Too many" not in guess("wang", 4)


@pytest.mark.parametrize(("over", "seconds"), [(0, 30), (1, 60), (6, 1920), (7, 3600)])
def test_the_delay_grows_to_an_hour(over: int, seconds: int) -> None:
    assert lockout.delay(over) == timedelta(seconds=seconds)
