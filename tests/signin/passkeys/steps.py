"""An officer with a passkey, before the second step."""

from __future__ import annotations

from typing import Final

from django.test import Client

from cases.access.models import Officer
from tests.signin.authenticator import browser, options_on
from tests.signin.conftest import type_password

CODE: Final = "/sign-in/code/"
ENROL: Final = "/sign-in/set-up/"
ADD: Final = "/security/passkeys/add/"


def use(client: Client, answer: str) -> str:
    """Where the second step leads with this answer; empty if it stays."""
    response = client.post(CODE, {"passkey": answer})
    return response.headers.get("Location", "")


def asked(officer: Officer) -> tuple[Client, dict[str, object]]:
    """A browser that has typed the password in, and the challenge it was given."""
    client = browser()
    assert type_password(client, officer) == CODE
    return client, options_on(client, CODE)
