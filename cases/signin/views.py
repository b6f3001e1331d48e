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
from cases.signin import factors, lockout, pending, sessions, totp
from cases.signin.forms import CodeForm, EnrolForm, SignInForm
from cases.signin.models import SignIn

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
        # Whose name was typed, if it is one; what else was typed may be a password.
        typed = form.data.get("username", "")
        refuse(Officer.objects.filter(username=typed).first())
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
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            method = proven(officer, form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error)
        else:
            return _go_on(request, officer, method)
    context = {"form": form, "title": _("Second factor")}
    return render(request, "cases/signin/code.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """The first sign-in: nothing else opens before there is a second factor."""
    officer = pending.officer(request)
    if officer is None or factors.is_enrolled(officer):
        return redirect("cases:sign_in")
    form = EnrolForm(request.POST or None)
    if form.is_valid():
        try:
            codes = enrolled(officer, form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error)
        else:
            after = _go_on(request, officer, SignIn.Method.ENROLMENT)
            return show_codes(request, codes, after["Location"])
    return render(request, ENROL_TEMPLATE, enrolment(officer, form))


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
    """In the answer itself and nowhere else: they can be read this once."""
    context = {"title": _("Recovery codes"), "codes": codes, "after": after}
    return render(request, "cases/signin/recovery_codes.html", context)


def proven(officer: Officer, typed: str) -> SignIn.Method:
    """Raises ValidationError for a wrong code, which counts towards the lock."""
    attempt = lockout.begin(officer.username)
    try:
        method = factors.prove(officer, typed)
    except ValidationError:
        refuse(officer)
        raise
    attempt.was_right()
    return method


def enrolled(officer: Officer, typed: str) -> list[str]:
    """The recovery codes; a wrong code raises and counts as in `proven`."""
    attempt = lockout.begin(officer.username)
    try:
        codes = factors.enrol(officer, typed)
    except ValidationError:
        refuse(officer)
        raise
    attempt.was_right()
    return codes


def refuse(tried: Officer | None) -> None:
    audit.record(officer=None, action=Action.SIGN_IN_REFUSED, obj=tried)


def _go_on(
    request: HttpRequest, officer: Officer, method: SignIn.Method
) -> HttpResponse:
    """Both factors are proven; in, unless the password is one that somebody else
    gave out."""
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
