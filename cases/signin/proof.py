"""Asking for the second factor: a code that is typed in, or a passkey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.signin import factors, lockout
from cases.signin.forms import CodeForm
from cases.signin.models import SignIn
from cases.signin.passkeys import services as passkeys

T = TypeVar("T")


@dataclass
class Asked:
    """What was proven; where nothing was, what the page shows."""

    method: SignIn.Method | None
    form: CodeForm
    passkey_problem: str = ""

    def context(self, request: HttpRequest, officer: Officer) -> dict[str, Any]:
        if not factors.has_authenticator(officer):
            self.form.fields["code"].label = _("One of your recovery codes")
            self.form.fields["code"].help_text = ""
        return {
            "form": self.form,
            "passkey_options": passkeys.to_prove(request, officer),
            "passkey_problem": self.passkey_problem,
        }


def ask(request: HttpRequest, officer: Officer) -> Asked:
    """Check what was sent, if anything; a wrong proof counts towards the lock."""
    if "passkey" in request.POST:
        return _passkey(request, officer)
    form = CodeForm(request.POST or None)
    if not form.is_valid():
        return Asked(None, form)
    code = form.cleaned_data["code"]
    try:
        method = counted(officer, lambda: factors.prove(officer, code))
    except ValidationError as error:
        form.add_error("code", error)
        return Asked(None, form)
    return Asked(method, form)


def counted(officer: Officer, attempt: Callable[[], T]) -> T:
    """Make the attempt and return its result. If it raises ValidationError, it is
    recorded and counts towards the lock; while locked, no attempt is made."""
    counting = lockout.begin(officer.username)
    try:
        result = attempt()
    except ValidationError as error:
        refuse(officer, why=error.code or "")
        raise
    counting.was_right()
    return result


def refuse(tried: Officer | None, why: str = "") -> None:
    detail: dict[str, Any] = {"why": why} if why else {}
    audit.record(officer=None, action=Action.SIGN_IN_REFUSED, obj=tried, **detail)


def _passkey(request: HttpRequest, officer: Officer) -> Asked:
    answer = request.POST["passkey"]
    try:
        counted(officer, lambda: passkeys.prove(request, officer, answer))
    except ValidationError as error:
        return Asked(None, CodeForm(), " ".join(error.messages))
    return Asked(SignIn.Method.PASSKEY, CodeForm())
