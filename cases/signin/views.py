"""Signing in with both factors, and out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.access.models import Officer
from cases.access.views import officer_of
from cases.audit import services as audit
from cases.audit.models import Action
from cases.signin import factors, lockout, pending, proof, sessions, totp
from cases.signin.forms import EnrolForm, PasskeyForm, SignInForm
from cases.signin.models import SignIn
from cases.signin.passkeys import services as passkeys

ENROL_TEMPLATE = "cases/signin/enrol.html"


class SignInView(auth.LoginView):
    """The password; whoever knows it is asked for the second factor."""

    template_name = "cases/signin/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        officer = form.get_user()
        pending.begin(self.request, officer, self.get_success_url())
        enrolled = factors.is_enrolled(officer)
        step = "cases:sign_in_code" if enrolled else "cases:sign_in_enrol"
        response = redirect(step)
        sessions.mark_device(self.request, response)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        # Records the officer if the name is one; anything else that was typed may be a
        # password.
        typed = form.data.get("username", "")
        proof.refuse(Officer.objects.filter(username=typed).first())
        return super().form_invalid(form)


class SignOutView(auth.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            key = request.session.session_key
            audit.record(officer=officer_of(request), action=Action.SIGN_OUT)
            sessions.end(SignIn.objects.filter(session_key=key))
        return super().post(request, *args, **kwargs)


@login_not_required
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second factor of somebody who has one."""
    officer = pending.officer(request)
    if officer is None or not factors.is_enrolled(officer):
        return redirect("cases:sign_in")
    asked = proof.ask(request, officer)
    if asked.method is not None:
        return _go_on(request, officer, asked.method)
    context = asked.context(request, officer)
    context["title"] = _("Second factor")
    return render(request, "cases/signin/code.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """The first sign-in: nothing else opens before there is a second factor."""
    officer = pending.officer(request)
    if officer is None or factors.is_enrolled(officer):
        return redirect("cases:sign_in")
    by_passkey = "passkey" in request.POST
    form = EnrolForm(None if by_passkey else request.POST or None)
    passkey_form = PasskeyForm(request.POST if by_passkey else None)
    sent: forms.Form = passkey_form if by_passkey else form
    if sent.is_valid():
        try:
            codes = _first(request, officer, sent.cleaned_data)
        except ValidationError as error:
            sent.add_error(None if by_passkey else "code", error)
        else:
            after = _go_on(request, officer, SignIn.Method.ENROLMENT)
            return show_codes(request, codes, after["Location"])
    context = enrolment(officer, form)
    if passkeys.are_offered(request):
        context["passkey_form"] = passkey_form
        context["passkey_options"] = passkeys.to_make(request, officer)
    return render(request, ENROL_TEMPLATE, context)


def _first(request: HttpRequest, officer: Officer, sent: dict[str, str]) -> list[str]:
    """The recovery codes of somebody whose first factor this is."""

    def take() -> list[str]:
        if "code" in sent:
            return factors.enrol(officer, sent["code"])
        return passkeys.make_first(
            request, officer, name=sent["name"], answer=sent["passkey"]
        )

    return proof.counted(officer, take)


def enrolment(officer: Officer, form: forms.Form) -> dict[str, Any]:
    """What a page shows that sets up an authenticator."""
    secret = factors.secret_to_enrol(officer)
    return {
        "form": form,
        "title": _("Set up your second factor"),
        "picture": totp.picture(secret, officer.username),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    }


def show_codes(request: HttpRequest, codes: list[str], after: str) -> HttpResponse:
    """Show the codes in the answer itself and nowhere else: they can be read only this
    once."""
    context = {"title": _("Recovery codes"), "codes": codes, "after": after}
    return render(request, "cases/signin/recovery_codes.html", context)


def _go_on(
    request: HttpRequest, officer: Officer, method: SignIn.Method
) -> HttpResponse:
    """Both factors are proven: sign in, unless the password was given out by somebody
    else and has to be changed first."""
    if officer.one_time_until is None:
        return enter(request, officer, method)
    pending.note_proven(request, method)
    return redirect("cases:sign_in_password")


def enter(
    request: HttpRequest, officer: Officer, method: SignIn.Method
) -> HttpResponse:
    after = pending.end(request)
    row = sessions.sign_in(request, officer, method)
    lockout.unlock(officer.username)
    for other in sessions.unannounced(officer, besides=row):
        _announce(request, other)
    left = factors.recovery_codes_left(officer)
    if method == SignIn.Method.RECOVERY:
        text = _("Recovery codes left: %(left)d. Set up a new authenticator.")
        messages.warning(request, text % {"left": left})
    return redirect(after or "cases:home")


def _announce(request: HttpRequest, other: SignIn) -> None:
    text = _(
        "New device: somebody signed in with your name on %(day)s from %(address)s. If"
        " that was not you, end all sessions and tell the security administrator."
    )
    day = date_format(timezone.localtime(other.at), "Y-m-d H:i")
    address = other.address or _("an unknown address")
    messages.warning(request, text % {"day": day, "address": address})
