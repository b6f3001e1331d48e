"""What officers see of their own sign-ins, and do about them."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.access.views import officer_of
from cases.audit import services as audit
from cases.audit.models import Action, Entry
from cases.signin import confirmation, factors, passwords, sessions, views
from cases.signin.forms import EnrolForm, PasswordForm
from cases.signin.models import Passkey, SignIn
from cases.signin.passkeys import services as passkeys
from cases.signin.proof import counted

_SHOWN: Final = 30


def security(request: HttpRequest) -> HttpResponse:
    """The second factors, open sessions and earlier sign-ins."""
    officer = officer_of(request)
    mine = SignIn.objects.visible_to(officer)
    refused = Entry.objects.filter(
        action=Action.SIGN_IN_REFUSED, object_type="officer", object_id=officer.pk
    )
    context = {
        "title": _("Security"),
        "has_authenticator": factors.has_authenticator(officer),
        "passkeys": Passkey.objects.visible_to(officer),
        "passkeys_offered": passkeys.are_offered(request),
        "passkey_host": passkeys.host(),
        "codes_left": factors.recovery_codes_left(officer),
        "open": mine.open(),
        "history": sessions.history(officer, at_least=_SHOWN),
        "refused": refused[:_SHOWN],
        "this_session": request.session.session_key,
    }
    return render(request, "cases/signin/security.html", context)


@confirmation.confirmed
def renew_codes(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    if request.method == "POST":
        codes = factors.renew_recovery_codes(officer)
        confirmation.spend(request)
        return views.show_codes(request, codes, "/security/")
    context = {"title": _("Renew the recovery codes")}
    return render(request, "cases/signin/renew_codes.html", context)


@confirmation.confirmed
def replace(request: HttpRequest) -> HttpResponse:
    """An authenticator in place of the present one, or beside passkeys."""
    officer = officer_of(request)
    form = EnrolForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            codes = counted(officer, lambda: factors.enrol(officer, code))
        except ValidationError as error:
            form.add_error("code", error)
        else:
            confirmation.spend(request)
            return views.show_codes(request, codes, "/security/")
    return render(request, views.ENROL_TEMPLATE, views.enrolment(officer, form))


@confirmation.confirmed
def change_password(request: HttpRequest) -> HttpResponse:
    """The present password is asked for too; then every session ends, here too."""
    officer = officer_of(request)
    form = PasswordForm(officer, request.POST or None)
    if form.is_valid():
        passwords.choose(officer, form.cleaned_data["new_password1"])
        logout(request)
        messages.success(
            request,
            _("The password has been changed and all sessions ended. Sign in again."),
        )
        return redirect("cases:sign_in")
    context = {"form": form, "title": _("Change the password")}
    return render(request, "cases/signin/change_password.html", context)


@require_POST
def end_one(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request)
    row = get_object_or_404(SignIn.objects.visible_to(officer), pk=pk)
    audit.record(officer=officer, action=Action.SIGN_OUT, obj=row)
    sessions.end(SignIn.objects.filter(pk=row.pk))
    messages.success(request, _("The session has been ended."))
    return redirect("cases:security")


@require_POST
def end_all(request: HttpRequest) -> HttpResponse:
    """End all sessions, this one included."""
    officer = officer_of(request)
    ended = sessions.end(SignIn.objects.visible_to(officer))
    audit.record(officer=officer, action=Action.SIGN_OUT, ended=ended)
    logout(request)
    messages.success(request, _("All sessions have been ended."))
    return redirect("cases:sign_in")
