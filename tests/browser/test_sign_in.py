"""The first sign-in and the next one, in a real browser under the strict policy."""

from __future__ import annotations

from django.utils import timezone

from cases.signin import totp
from cases.signin.models import SecondFactor
from tests.browser.conftest import Visitor, texts
from tests.people import make_officer


def test_an_officer_sets_an_authenticator_up_and_comes_back_with_a_recovery_code(
    visitor: Visitor, transactional_db: None
) -> None:
    officer = make_officer("newcomer")
    page = visitor.page
    visitor.type_password(officer)
    assert page.locator(".qr-code svg").bounding_box() is not None
    secret = page.locator(".user-select-all").inner_text().replace(" ", "")
    assert secret == SecondFactor.objects.get(officer=officer).next_secret
    visitor.type_code(totp.code_at(secret, timezone.now()))
    codes = texts(page.locator(".recovery-codes li"))
    page.get_by_role("link", name="I have kept them").click()
    visitor.sees("Cases")
    visitor.go("/security/")
    visitor.sees("10 recovery codes are left")
    page.get_by_role("button", name="End all sessions").click()
    visitor.sees("All sessions have been ended")

    visitor.type_password(officer)
    visitor.type_code(codes[0])
    visitor.sees("Recovery codes left: 9")
    assert visitor.complaints == []
