"""One code in two browsers at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.signin import factors
from cases.signin.models import RecoveryCode, SecondFactor, SignIn
from tests.at_once import Other, wait_until_waiting
from tests.signin.conftest import code_now, type_code, type_password

pytestmark = pytest.mark.django_db(transaction=True)


def authenticator(_officer: Officer, secret: str) -> str:
    return code_now(secret)


def recovery(officer: Officer, _secret: str) -> str:
    code: str = factors.renew_recovery_codes(officer)[0]
    return code


@pytest.mark.parametrize("code_of", [authenticator, recovery])
def test_a_code_that_is_sent_twice_at_once_opens_one_session(
    officer: Officer, secret: str, code_of: Callable[[Officer, str], str]
) -> None:
    code = code_of(officer, secret)
    browsers = [Client(), Client()]
    for browser in browsers:
        assert type_password(browser, officer) == "/sign-in/code/"

    def lock() -> None:
        for kind in (SecondFactor, RecoveryCode):
            list(kind.objects.select_for_update().filter(officer=officer))

    held = Other(lock, held=True)
    sent = [
        Other(partial(type_code, browser, code), held=False) for browser in browsers
    ]
    wait_until_waiting(2)
    held.go_on()
    for each in sent:
        each.go_on()

    assert sorted(each.result for each in sent) == ["", "/"]
    assert sum(b.get("/").status_code == 200 for b in browsers) == 1
    assert SignIn.objects.filter(officer=officer, ended_at=None).count() == 1
    signed_in = Entry.objects.filter(actor=officer, action=Action.SIGN_IN)
    assert signed_in.count() == 1
