"""A security key that its officer has set up."""

from __future__ import annotations

import pytest

from cases.access.models import Officer
from tests.signin.authenticator import Authenticator, browser, options_on
from tests.signin.conftest import type_password
from tests.signin.passkeys.steps import ENROL


@pytest.fixture
def key(officer: Officer) -> Authenticator:
    """A security key that the officer has set up at the first sign-in."""
    client, key = browser(), Authenticator()
    type_password(client, officer)
    answer = key.make(options_on(client, ENROL))
    response = client.post(ENROL, {"name": "Blue key", "passkey": answer})
    assert "I have kept them" in response.content.decode()
    client.post("/sign-out/")
    return key
