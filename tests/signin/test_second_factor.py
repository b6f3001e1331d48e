"""Nothing opens without the second factor, and no code opens twice."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.signin import factors, totp
from cases.signin.models import RecoveryCode, SecondFactor
from tests.access.test_every_page import PAGES, address
from tests.people import PASSWORD
from tests.signin.conftest import code_now, sign_in, type_code, type_password

OF_THE_SECOND_STEP = {"sign_in_code", "sign_in_enrol", "sign_in_password"}


def test_the_password_alone_opens_no_page(client: Client, officer: Officer) -> None:
    assert type_password(client, officer) == "/sign-in/set-up/"
    for page in PAGES:
        if page.name in OF_THE_SECOND_STEP:
            continue
        for method in ("get", "post", "put", "delete"):
            response = getattr(client, method)(address(page, 1))
            where = response.headers.get("Location", "")
            assert response.status_code == 302, (page.name, method)
            assert where.startswith("/sign-in/?next="), (page.name, method)


def test_with_the_code_of_the_moment_an_officer_is_in(
    client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    assert client.get("/").status_code == 200
    entry = Entry.objects.get(action=Action.SIGN_IN)
    assert (entry.actor, entry.detail["method"]) == (officer, "totp")


def test_the_first_sign_in_sets_the_second_factor_up(
    client: Client, officer: Officer
) -> None:
    type_password(client, officer)
    page = client.get("/sign-in/set-up/").content.decode()
    shown = re.search(r"user-select-all\">([A-Z2-7 ]+)<", page)
    assert shown is not None
    assert "<svg" in page
    secret = shown[1].replace(" ", "")
    wrong = client.post("/sign-in/set-up/", {"code": "000000"}).content.decode()
    assert shown[1] in wrong, "a typing error must not ask for another scan"
    response = client.post("/sign-in/set-up/", {"code": code_now(secret)})
    codes = re.findall(r"<li>([a-z2-7-]{29})</li>", response.content.decode())
    assert len(set(codes)) == factors.RECOVERY_CODES
    assert client.get("/").status_code == 200
    assert SecondFactor.objects.get().next_secret == ""


def test_whoever_has_a_second_factor_cannot_set_up_another_with_the_password(
    client: Client, officer: Officer, secret: str
) -> None:
    type_password(client, officer)
    assert client.get("/sign-in/set-up/")["Location"] == "/sign-in/"
    factors.secret_to_enrol(officer)
    other = SecondFactor.objects.get().next_secret
    assert client.post("/sign-in/set-up/", {"code": code_now(other)})["Location"]
    assert client.get("/").status_code == 302
    assert SecondFactor.objects.get().secret == secret


def test_a_replayed_code_is_refused(officer: Officer, secret: str) -> None:
    code = code_now(secret)
    sign_in(Client(), officer, secret)
    thief = Client()
    type_password(thief, officer)
    assert type_code(thief, code) == ""
    with pytest.raises(ValidationError, match="used already"):
        factors.prove(officer, code)


@pytest.mark.parametrize(
    ("steps", "lets_in"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_code_counts_one_step_early_or_late(
    clock: time_machine.Traveller,
    client: Client,
    officer: Officer,
    secret: str,
    steps: int,
    lets_in: bool,
) -> None:
    type_password(client, officer)
    assert (type_code(client, code_now(secret, steps=steps)) == "/") is lets_in


def test_the_code_before_an_accepted_one_is_spent_with_it(
    clock: time_machine.Traveller, officer: Officer, secret: str
) -> None:
    factors.prove(officer, code_now(secret, steps=1))
    with pytest.raises(ValidationError, match="used already"):
        factors.prove(officer, code_now(secret))


def test_full_width_digits_and_blanks_are_understood(
    clock: time_machine.Traveller, officer: Officer, secret: str
) -> None:
    code = code_now(secret)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert totp.plain(f"{wide[:3]} {wide[3:]}") == code
    assert factors.prove(officer, f" {wide[:3]} {wide[3:]}") == "totp"


@pytest.mark.parametrize(
    "typed", ["", "0", "abcdef", "000000", "x" * 40, "１２٣", "\0"]
)
def test_nonsense_opens_nothing(
    client: Client, officer: Officer, secret: str, typed: str
) -> None:
    type_password(client, officer)
    assert type_code(client, typed) == ""
    assert client.get("/").status_code == 302


def test_before_a_secret_is_drawn_no_code_counts(
    client: Client, officer: Officer
) -> None:
    SecondFactor.objects.create(officer=officer)
    for use in (factors.prove, factors.enrol):
        with pytest.raises(ValidationError):
            use(officer, "123456")
    type_password(client, officer)
    assert client.post("/sign-in/set-up/", {"code": "123456"}).status_code == 200


def test_a_recovery_code_opens_once_and_only_its_officer(
    officer: Officer, secret: str, lead: Officer
) -> None:
    first, second, *_rest = factors.renew_recovery_codes(officer)
    for attempt, where in ((first, "/"), (first, ""), (second.upper(), "/")):
        client = Client()
        type_password(client, officer)
        assert type_code(client, attempt) == where
    with pytest.raises(ValidationError):
        factors.prove(lead, _rest[0])


def test_recovery_codes_are_kept_by_their_digest_and_renewed_as_a_whole(
    officer: Officer, secret: str
) -> None:
    old = factors.renew_recovery_codes(officer)
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not kept & {code.replace("-", "") for code in old}
    factors.renew_recovery_codes(officer)
    with pytest.raises(ValidationError):
        factors.prove(officer, old[0])


def test_the_secret_lies_sealed_in_the_database(officer: Officer, secret: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM cases_secondfactor")
        (stored,) = cursor.fetchone()
    assert secret.encode() not in bytes(stored)


def test_a_clock_that_jumps_back_replays_nothing_and_a_recovery_code_mends_it(
    clock: time_machine.Traveller, officer: Officer, secret: str
) -> None:
    codes = factors.renew_recovery_codes(officer)
    clock.shift(7200)
    factors.prove(officer, code_now(secret))
    clock.shift(-7200)
    with pytest.raises(ValidationError, match="used already"):
        factors.prove(officer, code_now(secret))
    factors.prove(officer, codes[0])
    clock.shift(2 * totp.STEP)
    assert factors.prove(officer, code_now(secret)) == "totp"


def test_the_password_counts_for_ten_minutes(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    type_password(client, officer)
    clock.shift(601)
    assert type_code(client, code_now(secret)) == "/sign-in/"
    assert client.get("/").status_code == 302


def test_a_password_changed_meanwhile_ends_the_pending_sign_in(
    client: Client, officer: Officer, secret: str
) -> None:
    type_password(client, officer)
    officer.set_password(PASSWORD + "!")
    officer.save()
    assert type_code(client, code_now(secret)) == "/sign-in/"


def test_the_session_gets_a_new_key_at_each_step(
    client: Client, officer: Officer, secret: str
) -> None:
    client.get("/sign-in/")
    type_password(client, officer)
    pending = client.cookies["sessionid"].value
    type_code(client, code_now(secret))
    assert client.cookies["sessionid"].value != pending


def test_the_address_asked_for_is_reached_but_none_of_another_host(
    officer: Officer, secret: str
) -> None:
    code = code_now(secret)
    typed = {"username": officer.username, "password": PASSWORD}
    client = Client()
    client.post("/sign-in/?next=https://evil.example/", typed)
    assert type_code(client, code) == "/"
    SecondFactor.objects.update(last_counter=0)
    client = Client()
    client.post("/sign-in/", {**typed, "next": "/cases/"})
    assert type_code(client, code) == "/cases/"


CHANGES = [
    "/security/authenticator/",
    "/security/codes/",
    "/security/passkeys/add/",
    "/security/password/",
]


@pytest.mark.parametrize("page", CHANGES)
def test_a_change_of_the_sign_in_needs_the_second_factor_once_more(
    clock: time_machine.Traveller,
    client: Client,
    officer: Officer,
    secret: str,
    page: str,
) -> None:
    sign_in(client, officer, secret)
    clock.shift(totp.STEP)
    question = client.get(page)["Location"]
    assert client.post(page)["Location"] == question
    assert client.post(question, {"code": "000000"}).status_code == 200
    assert client.get(page).status_code == 302
    assert client.post(question, {"code": code_now(secret)})["Location"] == page
    assert client.get(page).status_code == 200
    clock.shift(301)
    assert client.get(page)["Location"] == question


def test_another_authenticator_needs_the_present_one(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    clock.shift(totp.STEP)
    page = "/security/authenticator/"
    new = factors.secret_to_enrol(officer)
    client.post(page, {"code": code_now(new)})
    client.post(f"/security/confirm/?next={page}", {"code": "000000"})
    client.post(page, {"code": code_now(new)})
    assert SecondFactor.objects.get().secret == secret
    client.post(f"/security/confirm/?next={page}", {"code": code_now(secret)})
    client.post(page, {"code": code_now(new)})
    assert SecondFactor.objects.get().secret == new
    assert client.get(page).status_code == 302, "the next change asks again"


def test_the_question_leads_to_no_other_host(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    clock.shift(totp.STEP)
    question = "/security/confirm/?next=https://evil.example/"
    assert client.post(question, {"code": code_now(secret)})["Location"] == "/security/"
