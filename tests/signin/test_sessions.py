"""Sessions end by themselves, and wherever their officer says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases.access.models import Officer
from cases.signin import sessions, totp
from cases.signin.models import SignIn
from tests.people import signed_in
from tests.signin.conftest import code_now, sign_in, type_code, type_password

MINUTE = 60


def is_in(client: Client) -> bool:
    return client.get("/security/").status_code == 200


def test_a_session_ends_after_half_an_hour_without_use(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    for _number in range(3):
        clock.shift(29 * MINUTE)
        assert is_in(client)
    clock.shift(30 * MINUTE)
    response = client.get("/security/", follow=True)
    assert "Your session has ended" in response.content.decode()
    assert SignIn.objects.get().ended_at is not None


def test_a_session_in_use_ends_after_twelve_hours(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    for _number in range(12 * 3 - 1):
        clock.shift(20 * MINUTE)
        assert is_in(client)
    clock.shift(20 * MINUTE)
    assert not is_in(client)


def test_a_bar_of_progress_keeps_no_session_alive(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    for _number in range(3):
        clock.shift(11 * MINUTE)
        client.get("/runs/1/job/")
    assert not is_in(client)


def test_a_clock_that_jumps_back_ends_the_session(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    clock.shift(-30)
    assert is_in(client)
    clock.shift(-MINUTE)
    assert not is_in(client)


def test_a_clock_that_jumps_ahead_ends_the_session_and_jumping_back_mends_nothing(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    clock.shift(365 * 24 * 60 * MINUTE)
    assert not is_in(client)
    clock.shift(-365 * 24 * 60 * MINUTE)
    assert not is_in(client)


def test_a_tampered_cookie_is_nobodys(
    client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    key = client.cookies["sessionid"].value
    for forged in (key[:-1] + ("a" if key[-1] != "a" else "b"), "", "' OR 1=1 --"):
        thief = Client()
        thief.cookies["sessionid"] = forged
        assert not is_in(thief)
    assert is_in(client)


def test_the_old_cookie_is_worth_nothing_after_the_sign_out(
    client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    key = client.cookies["sessionid"].value
    client.post("/sign-out/")
    thief = Client()
    thief.cookies["sessionid"] = key
    assert not is_in(thief)


def test_the_session_of_an_officer_who_has_left_ends_at_once(
    client: Client, officer: Officer, secret: str
) -> None:
    sign_in(client, officer, secret)
    Officer.objects.filter(pk=officer.pk).update(is_active=False)
    assert not is_in(client)


def test_an_officer_ends_the_session_on_another_device_and_nobody_elses(
    clock: time_machine.Traveller, officer: Officer, secret: str, lead: Officer
) -> None:
    desk, lost = Client(), Client()
    sign_in(desk, officer, secret)
    clock.shift(totp.STEP)
    sign_in(lost, officer, secret)
    row = SignIn.objects.order_by("pk").last()
    assert row is not None
    stranger = signed_in(lead).post(f"/sign-ins/{row.pk}/end/")
    assert stranger.status_code == 404
    assert is_in(lost)
    desk.post(f"/sign-ins/{row.pk}/end/")
    assert is_in(desk)
    assert not is_in(lost)


def test_all_sessions_end_at_once(
    clock: time_machine.Traveller, officer: Officer, secret: str
) -> None:
    clients = [Client() for _number in range(3)]
    for client in clients:
        sign_in(client, officer, secret)
        clock.shift(totp.STEP)
    clients[0].post("/security/end-all/")
    assert not any(is_in(client) for client in clients)


def test_a_new_device_is_told_of_at_the_next_sign_in_and_once(
    clock: time_machine.Traveller, officer: Officer, secret: str
) -> None:
    mine, strange = Client(), Client()
    for client in (mine, strange, mine, mine):
        clock.shift(totp.STEP)
        client.post("/sign-out/")
        sign_in(client, officer, secret)
    assert list(
        SignIn.objects.order_by("pk").values_list("is_new_device", flat=True)
    ) == [False, True, False, False]
    assert SignIn.objects.filter(is_announced=False).count() == 0


def test_the_notice_stands_on_the_next_page(
    clock: time_machine.Traveller, officer: Officer, secret: str
) -> None:
    mine = Client()
    sign_in(mine, officer, secret)
    clock.shift(totp.STEP)
    sign_in(Client(), officer, secret)
    mine.post("/sign-out/")
    clock.shift(totp.STEP)
    type_password(mine, officer)
    type_code(mine, code_now(secret))
    page = mine.get("/").content.decode()
    assert "somebody signed in with your name" in page
    assert "New device: 1 sign-in with your name" in page


def test_many_new_devices_take_one_line_and_each_is_in_the_history(
    clock: time_machine.Traveller, officer: Officer, secret: str
) -> None:
    mine = Client()
    sign_in(mine, officer, secret)
    for _number in range(3):
        clock.shift(totp.STEP)
        sign_in(Client(), officer, secret)
    strange = SignIn.objects.filter(is_new_device=True)
    strange.update(agent="Mozilla/5.0 (Windows NT 10.0) Firefox/9")
    assert strange.count() == 3
    home = mine.get("/").content.decode()
    assert home.count('class="alert alert-warning"') == 1
    assert "New devices: 3 sign-ins with your name" in home
    assert timezone.localtime(strange[0].at).strftime("%Y-%m-%d %H:%M") in home
    assert mine.get("/security/").content.decode().count("New device") == 2 * 3


def test_new_devices_stay_in_the_history_as_long_as_they_are_news(
    officer: Officer,
) -> None:
    day = timezone.now() - timedelta(days=1)
    for number in range(40):
        SignIn.objects.create(
            officer=officer,
            session_key=f"key-{number}",
            is_new_device=number == 0,
            method=SignIn.Method.TOTP,
            at=day + timedelta(minutes=number),
            used_at=day,
        )
    assert len(sessions.history(officer, at_least=30)) == 40
    SignIn.objects.update(at=day - sessions.NEWS_LASTS)
    assert len(sessions.history(officer, at_least=30)) == 30


def test_the_history_tells_device_address_and_refusals(
    clock: time_machine.Traveller, client: Client, officer: Officer, secret: str
) -> None:
    type_password(Client(REMOTE_ADDR="192.0.2.7"), officer, "a wrong one of twelve")
    browser = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/9"})
    sign_in(browser, officer, secret)
    page = browser.get("/security/").content.decode()
    assert "Firefox, Windows" in page
    assert "192.0.2.7" in page


def test_a_form_of_another_site_is_refused_and_one_of_htmx_too(
    officer: Officer, secret: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    forged = {"HX-Request": "true", "Origin": "https://evil.example"}
    of_another = Client(enforce_csrf_checks=True)
    of_another.get("/sign-in/")
    foreign = {
        "HX-Request": "true",
        "X-CSRFToken": of_another.cookies["csrftoken"].value,
    }
    client.get("/security/")
    for headers in ({}, {"HX-Request": "true"}, forged, foreign):
        response = client.post("/security/end-all/", headers=headers)
        assert response.status_code == 403, headers
    assert is_in(client)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver:81"]
)
def test_the_own_token_does_not_help_a_form_of_another_origin(
    officer: Officer, secret: str, origin: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    client.get("/security/")
    own = {
        "HX-Request": "true",
        "X-CSRFToken": client.cookies["csrftoken"].value,
    }
    forged = client.post("/notices/seen/", headers={**own, "Origin": origin})
    assert forged.status_code == 403
    true = client.post("/notices/seen/", headers={**own, "Origin": "http://testserver"})
    assert true.status_code == 302
