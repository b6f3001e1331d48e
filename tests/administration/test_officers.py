"""What system and security administrators do with accounts, and what they do not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cases.access.models import Duty, Officer, Unit
from cases.administration import officers
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case
from cases.consents.models import Proposal
from cases.signin import lockout
from cases.signin.models import SecondFactor, SignIn
from tests.people import give_authenticator, make_officer, make_unit, signed_in
from tests.signin.conftest import sign_in, type_password

TYPED = {
    "username": "zhao",
    "name": "赵某",
    "badge": "032100",
    "language": "",
    "duty": "police",
    "reason": "New colleague",
}
BY_SYSTEM = ("officer_move", "officer_duty", "officer_password", "officer_deactivate")
BY_SECURITY = ("officer_unlock", "officer_factor", "officer_sessions")


def step(name: str, officer: Officer) -> str:
    return reverse(f"cases:{name}", args=[officer.pk])


@pytest.fixture
def as_system(system: Officer) -> Client:
    return signed_in(system)


@pytest.fixture
def as_security(security: Officer) -> Client:
    return signed_in(security)


def test_a_new_officer_gets_a_one_time_password_and_no_duty_yet(
    as_system: Client, system: Officer
) -> None:
    typed = TYPED | {"unit": make_unit().pk}
    page = as_system.post(reverse("cases:officer_create"), typed)
    assert page["Cache-Control"] == "no-store"
    shown = re.search(r'id="one-time">([a-z2-7-]{29})<', page.content.decode())
    assert shown is not None
    officer = Officer.objects.get(username="zhao")
    assert officer.duty == Duty.NONE
    assert Proposal.objects.get().wanted == {"duty": "police"}
    assert type_password(Client(), officer, shown[1]) == "/sign-in/set-up/"
    detail = as_system.get(step("officer_detail", officer)).content.decode()
    assert shown[1] not in detail
    home = signed_in(officer).get("/").content.decode()
    assert "You have no duty yet" in home


def test_an_officer_without_a_duty_sees_nothing(case: Case) -> None:
    nobody = make_officer("nobody", duty=Duty.NONE)
    client = signed_in(nobody)
    assert client.get(case.get_absolute_url()).status_code == 404
    assert client.get(reverse("cases:report_list")).status_code in {200, 403, 404}
    assert client.get(reverse("cases:officer_list")).status_code == 404
    assert client.get(reverse("cases:number_search")).status_code == 403


@pytest.mark.parametrize("taken", ["username", "badge"])
def test_a_name_or_badge_that_is_taken_is_refused(
    as_system: Client, officer: Officer, taken: str
) -> None:
    typed = TYPED | {"unit": make_unit().pk, taken: getattr(officer, taken)}
    page = as_system.post(reverse("cases:officer_create"), typed)
    assert "one-time" not in page.content.decode()
    assert not Officer.objects.filter(name="赵某").exists()


def test_a_deactivated_officer_is_out_and_can_come_back(
    as_system: Client, officer: Officer, client: Client
) -> None:
    secret = give_authenticator(officer)
    sign_in(client, officer, secret)
    as_system.post(step("officer_deactivate", officer), {"reason": "Retired"})
    assert client.get("/").status_code == 302
    assert type_password(Client(), officer) == ""
    as_system.post(step("officer_reactivate", officer), {"reason": "Back"})
    assert type_password(Client(), officer) == "/sign-in/code/"
    reasons = Entry.objects.filter(action=Action.CHANGE, object_id=officer.pk)
    assert set(reasons.values_list("reason", flat=True)) == {"Retired", "Back"}


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (officers.deactivate, "Nobody deactivates themselves"),
        (officers.reset_password, "own password"),
    ],
)
def test_nobody_does_it_to_themselves(
    system: Officer, act: Callable[..., object], says: str
) -> None:
    given = {"reason": "x"} if act is officers.deactivate else {}
    with pytest.raises(ValidationError, match=says):
        act(by=system, officer=system, **given)


def test_the_last_security_administrator_stays(
    system: Officer, security: Officer
) -> None:
    with pytest.raises(ValidationError, match="Nobody else has"):
        officers.deactivate(by=system, officer=security, reason="Away")
    make_officer("another", duty="security_admin")
    officers.deactivate(by=system, officer=security, reason="Away")
    security.refresh_from_db()
    assert not security.is_active


def test_a_moved_officer_sees_what_the_other_unit_leads(
    as_system: Client, case: Case, outsider: Officer
) -> None:
    client = signed_in(outsider)
    assert client.get(case.get_absolute_url()).status_code == 404
    typed = {"unit": case.lead_unit_id, "reason": "Transferred"}
    as_system.post(step("officer_move", outsider), typed)
    assert client.get(case.get_absolute_url()).status_code == 200
    entry = Entry.objects.get(action=Action.CHANGE, object_id=outsider.pk)
    assert entry.detail["changes"]["unit"] == [
        outsider.unit.name,
        case.lead_unit.name,
    ]


def test_an_officer_does_not_move_where_their_duty_is_none(
    system: Officer, officer: Officer
) -> None:
    unit = make_unit("Procuratorate", kind="procuratorate")
    with pytest.raises(ValidationError, match="procuratorate"):
        officers.move(by=system, officer=officer, unit=unit, reason="x")


def test_a_reset_password_keeps_the_second_factor(
    as_system: Client, officer: Officer
) -> None:
    give_authenticator(officer)
    page = as_system.post(step("officer_password", officer)).content.decode()
    shown = re.search(r'id="one-time">([a-z2-7-]{29})<', page)
    assert shown is not None
    assert type_password(Client(), officer, shown[1]) == "/sign-in/code/"


def test_a_locked_officer_is_found_and_unlocked(
    as_security: Client, security: Officer, officer: Officer
) -> None:
    for _number in range(6):
        type_password(Client(), officer, "wrong")
    assert lockout.locked_until(officer.username)
    listed = as_security.get(reverse("cases:failure_list")).content.decode()
    assert "Locked at the moment" in listed
    assert officer.name in listed
    assert "Unlock" in as_security.get(step("officer_detail", officer)).content.decode()
    as_security.post(step("officer_unlock", officer))
    assert lockout.locked_until(officer.username) is None
    assert Entry.objects.filter(
        action=Action.CHANGE, actor=security, object_id=officer.pk
    ).exists()


def test_refused_sign_ins_name_the_officer_and_no_typed_word(
    as_security: Client, officer: Officer
) -> None:
    type_password(Client(), officer, "wrong")
    Client().post("/sign-in/", {"username": "my-secret", "password": "wrong"})
    page = as_security.get(reverse("cases:failure_list")).content.decode()
    assert officer.name in page
    assert "a name that nobody has" in page
    assert "my-secret" not in page
    chosen = {"officer": officer.pk}
    page = as_security.get(reverse("cases:failure_list"), chosen).content.decode()
    assert "a name that nobody has" not in page


def test_a_second_factor_is_reset_with_a_reason_and_never_ones_own(
    as_security: Client, security: Officer, officer: Officer
) -> None:
    give_authenticator(officer)
    give_authenticator(security)
    address = step("officer_factor", officer)
    assert as_security.post(address, {"reason": ""}).status_code == 200
    assert SecondFactor.objects.filter(officer=officer).exists()
    as_security.post(address, {"reason": "Telephone lost"})
    assert not SecondFactor.objects.filter(officer=officer).exists()
    own = as_security.post(step("officer_factor", security), {"reason": "Mine"})
    assert "Nobody resets their own" in own.content.decode()
    assert SecondFactor.objects.filter(officer=security).exists()


def test_all_sessions_of_an_officer_are_ended(
    as_security: Client, officer: Officer, client: Client
) -> None:
    sign_in(client, officer, give_authenticator(officer))
    as_security.post(step("officer_sessions", officer))
    assert client.get("/").status_code == 302
    assert not SignIn.objects.filter(officer=officer, ended_at=None).exists()


@pytest.mark.parametrize("name", [*BY_SYSTEM, *BY_SECURITY])
def test_each_administrator_does_their_own_part_alone(
    as_system: Client, as_security: Client, officer: Officer, name: str
) -> None:
    wrong = as_security if name in BY_SYSTEM else as_system
    for response in (
        wrong.get(step(name, officer)),
        wrong.post(step(name, officer), {"reason": "x", "unit": officer.unit_id}),
    ):
        assert response.status_code == 403
        assert "administrator does this" in response.content.decode()


@pytest.mark.parametrize("duty", ["police", "prosecutor", "auditor", "none"])
def test_for_everybody_else_the_pages_do_not_exist(officer: Officer, duty: str) -> None:
    client = signed_in(make_officer("somebody", duty=duty))
    for name in ("officer_list", "unit_list", "duty_list", "failure_list"):
        assert client.get(reverse(f"cases:{name}")).status_code == 404
    for name in ("officer_detail", *BY_SYSTEM, *BY_SECURITY):
        assert client.get(step(name, officer)).status_code == 404
        assert client.post(step(name, officer)).status_code == 404


def test_the_lists_show_officers_and_units(
    as_system: Client, as_security: Client, officer: Officer
) -> None:
    for client, may_add in ((as_system, True), (as_security, False)):
        page = client.get(reverse("cases:officer_list"), {"q": "wang"}).content.decode()
        assert officer.badge in page
        assert step("officer_detail", officer) in page
        assert (reverse("cases:officer_create") in page) == may_add
        page = client.get(reverse("cases:unit_list")).content.decode()
        assert officer.unit.name in page


def test_a_unit_is_added_below_another(as_system: Client) -> None:
    above = make_unit()
    typed = {"name": "响水大队", "kind": "police", "province": "32", "parent": above.pk}
    assert as_system.post(reverse("cases:unit_create"), typed).status_code == 302
    assert Unit.objects.get(name="响水大队").parent == above


@pytest.mark.parametrize(
    ("duty", "shows"),
    [
        ("system_admin", "Add officers"),
        ("security_admin", "Refused sign-ins"),
        ("auditor", "Audit trail"),
    ],
)
def test_the_home_page_shows_what_an_administrator_can_do(
    case: Case, duty: str, shows: str
) -> None:
    page = signed_in(make_officer("admin", duty=duty)).get("/").content.decode()
    assert shows in page
    assert "keeps you apart from the cases" in page
    assert case.title not in page
