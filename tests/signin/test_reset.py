"""Who has lost everything sets up anew, when the security administrator agrees."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.signin import factors
from cases.signin.models import RecoveryCode, SecondFactor
from tests.people import give_authenticator, make_officer
from tests.signin.conftest import sign_in, type_password


@pytest.fixture
def guard(lead: Officer) -> Officer:
    return make_officer("guard", duty="security_admin")


def reset(username: str, by: str) -> None:
    options = {"officer": by, "reason": "telephone lost"}
    call_command("reset_second_factor", username, **options)


def test_a_reset_ends_the_sessions_and_the_next_sign_in_sets_up(
    guard: Officer, officer: Officer, secret: str
) -> None:
    factors.renew_recovery_codes(officer)
    client = Client()
    sign_in(client, officer, secret)
    reset("wang", by="guard")
    assert client.get("/").status_code == 302
    assert not RecoveryCode.objects.exists()
    assert type_password(client, officer) == "/sign-in/set-up/"
    entry = Entry.objects.get(action=Action.CHANGE, actor=guard)
    assert (entry.object_id, entry.reason) == (officer.pk, "telephone lost")


@pytest.mark.parametrize(
    ("username", "by", "says"),
    [
        ("wang", "lead", "Only a security administrator"),
        ("guard", "guard", "Nobody resets their own"),
        ("nobody", "guard", "There is no officer nobody"),
        ("wang", "", "--as NAME"),
    ],
)
def test_a_reset_by_somebody_else_or_of_oneself_is_refused(
    guard: Officer, officer: Officer, secret: str, username: str, by: str, says: str
) -> None:
    give_authenticator(guard)
    with pytest.raises(CommandError, match=says):
        reset(username, by)
    assert SecondFactor.objects.count() == 2
