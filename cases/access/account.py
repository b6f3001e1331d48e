"""Pages of the officer's own account: sign-in, sign-out, preferences."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.access.forms import PreferencesForm
from cases.access.models import Officer
from cases.access.views import officer_of
from cases.audit import services as audit
from cases.audit.models import Action


class SignIn(auth.LoginView):
    template_name = "cases/access/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        audit.record(officer=officer_of(self.request), action=Action.SIGN_IN)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        # Whose name was typed, if it is one; what else was typed may be a password.
        typed = form.data.get("username", "")
        tried = Officer.objects.filter(username=typed).first()
        audit.record(officer=None, action=Action.SIGN_IN_REFUSED, obj=tried)
        return super().form_invalid(form)


class SignOut(auth.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            audit.record(officer=officer_of(request), action=Action.SIGN_OUT)
        return super().post(request, *args, **kwargs)


def preferences(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    form = PreferencesForm(request.POST or None, instance=officer)
    if request.method == "POST" and form.is_valid():
        form.save()
        audit.record(
            officer=officer,
            action=Action.CHANGE,
            obj=officer,
            changes={name: form.cleaned_data[name] for name in form.changed_data},
        )
        with override(officer.language or None):
            messages.success(request, _("Saved."))
        return redirect("cases:preferences")
    context = {"form": form, "title": _("Preferences")}
    return render(request, "cases/common/form.html", context)
