"""Where officers choose their own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.access.views import officer_of
from cases.signin import lockout, passwords, pending, views
from cases.signin.forms import ChangePasswordForm, OwnPasswordForm


@login_not_required
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Both factors are proven, with a password that somebody else gave out: nobody
    is signed in before there is another one."""
    officer = pending.officer(request)
    method = pending.proven_by(request)
    if officer is None or method is None:
        return redirect("cases:sign_in")
    form = OwnPasswordForm(officer, request.POST or None)
    if form.is_valid():
        passwords.choose(officer, form.cleaned_data["new_password1"])
        return views.enter(request, officer, method)
    context = {"form": form, "title": _("Choose your own password")}
    return render(request, "cases/signin/password.html", context)


def change(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    form = ChangePasswordForm(officer, request.POST or None)
    if form.is_bound:
        # Whoever finds a screen unlocked must not be able to try passwords here.
        try:
            attempt = lockout.begin(officer.username)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if "old_password" not in form.errors:
                attempt.was_right()
    if form.is_valid():
        key = request.session.session_key or ""
        passwords.choose(officer, form.cleaned_data["new_password1"], keep=key)
        update_session_auth_hash(request, officer)
        messages.success(request, _("Your password is changed."))
        return redirect("cases:security")
    context = {"form": form, "title": _("Change your password")}
    return render(request, "cases/common/form.html", context)
