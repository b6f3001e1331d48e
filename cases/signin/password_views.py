"""Where officers choose their own password."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.signin import passwords, pending, views
from cases.signin.forms import OwnPasswordForm


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
