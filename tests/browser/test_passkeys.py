"""A passkey in a real browser, held by Chromium's own virtual authenticator."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession

from cases.access.models import Officer
from cases.signin.models import Passkey, SignIn
from tests.browser.conftest import Visitor
from tests.people import make_officer


@pytest.fixture
def officer(transactional_db: None) -> Officer:
    return make_officer("newcomer")


@pytest.fixture
def browser_keys(visitor: Visitor) -> CDPSession:
    keys = visitor.context.new_cdp_session(visitor.page)
    keys.send("WebAuthn.enable")
    return keys


def plug_in(keys: CDPSession, *, verifies: bool = True) -> str:
    """Its id. A security key with a finger or PIN, or without either."""
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": verifies,
    }
    made = keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return str(made["authenticatorId"])


def set_up(visitor: Visitor, officer: Officer) -> None:
    visitor.type_password(officer)
    picture(visitor, "set-up")
    visitor.page.fill("#id_name", "Blue key")
    visitor.page.get_by_role("button", name="Set up a passkey").click()
    visitor.sees("I have kept them")
    visitor.page.get_by_role("link", name="I have kept them").click()
    visitor.sees("Cases")


def sign_out(visitor: Visitor) -> None:
    visitor.go("/security/")
    visitor.page.get_by_role("button", name="End all sessions").click()
    visitor.sees("All sessions have been ended")


def use_passkey(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Use a passkey").click()


def test_an_officer_sets_a_passkey_up_and_comes_back_with_it(
    visitor: Visitor, officer: Officer, browser_keys: CDPSession
) -> None:
    plug_in(browser_keys)
    set_up(visitor, officer)
    sign_out(visitor)
    visitor.type_password(officer)
    picture(visitor, "sign-in")
    use_passkey(visitor)
    visitor.page.wait_for_url(visitor.server + "/")
    assert SignIn.objects.latest("pk").method == "passkey"
    assert Passkey.objects.get().used_at is not None
    assert visitor.complaints == []


def test_a_second_one_is_added_and_the_first_removed(
    visitor: Visitor, officer: Officer, browser_keys: CDPSession
) -> None:
    first = plug_in(browser_keys)
    set_up(visitor, officer)
    visitor.go("/security/")
    picture(visitor, "security")
    visitor.page.get_by_role("link", name="Add a passkey").click()
    use_passkey(visitor)
    visitor.page.fill("#id_name", "Red key")
    # The key that is known already says so, and nothing is sent.
    visitor.page.get_by_role("button", name="Set up a passkey").click()
    visitor.sees("This device already has a passkey of yours")
    picture(visitor, "known")
    browser_keys.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    plug_in(browser_keys)
    visitor.page.get_by_role("button", name="Set up a passkey").click()
    visitor.sees("The passkey has been added")
    blue = Passkey.objects.get(name="Blue key")
    visitor.go(f"/passkeys/{blue.pk}/remove/")
    use_passkey(visitor)
    visitor.page.get_by_role("button", name="Remove").click()
    visitor.sees("The passkey has been removed")
    assert [each.name for each in Passkey.objects.all()] == ["Red key"]
    assert visitor.complaints == []


def test_a_key_that_does_not_verify_its_user_opens_nothing(
    visitor: Visitor, officer: Officer, browser_keys: CDPSession
) -> None:
    key = plug_in(browser_keys)
    set_up(visitor, officer)
    sign_out(visitor)
    visitor.type_password(officer)
    browser_keys.send(
        "WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False}
    )
    use_passkey(visitor)
    visitor.sees("it was cancelled, or took too long")
    browser_keys.send(
        "WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True}
    )
    use_passkey(visitor)
    visitor.page.wait_for_url(visitor.server + "/")


def picture(visitor: Visitor, name: str) -> None:
    """To look at what was made, where a folder is named for it."""
    folder = os.environ.get("CASEDESK_PICTURES")
    if folder:
        visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
