"""An officer with an authenticator, and a clock that tests can move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases.access.models import Officer
from cases.signin import totp
from tests.people import PASSWORD, give_authenticator, make_officer

NOON = datetime(2026, 3, 2, 12, 0, 5, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer(db: None) -> Officer:
    return make_officer("wang")


@pytest.fixture
def secret(officer: Officer) -> str:
    return give_authenticator(officer)


def type_password(client: Client, officer: Officer, password: str = PASSWORD) -> str:
    """Where the sign-in leads; empty if it stays."""
    typed = {"username": officer.username, "password": password}
    return client.post("/sign-in/", typed).headers.get("Location", "")


def type_code(client: Client, code: str) -> str:
    """Where the second step leads; empty if it stays."""
    response = client.post("/sign-in/code/", {"code": code})
    return response.headers.get("Location", "")


def code_now(secret: str, *, steps: int = 0) -> str:
    moment = timezone.now().timestamp() + steps * totp.STEP
    return totp.code_at(secret, datetime.fromtimestamp(moment, UTC))


def sign_in(client: Client, officer: Officer, secret: str) -> None:
    assert type_password(client, officer) == "/sign-in/code/"
    assert type_code(client, code_now(secret)) == "/"
