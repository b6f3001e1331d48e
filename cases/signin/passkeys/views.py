"""An officer's own passkeys: adding one, removing one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cases.access.views import officer_of
from cases.signin import confirmation
from cases.signin.forms import PasskeyForm
from cases.signin.models import Passkey
from cases.signin.passkeys import services


@confirmation.confirmed
def add(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    form = PasskeyForm(request.POST or None)
    if form.is_valid():
        name, answer = form.cleaned_data["name"], form.cleaned_data["passkey"]
        try:
            services.make(request, officer, name=name, answer=answer)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            confirmation.spend(request)
            messages.success(request, _("The passkey has been added."))
            return redirect("cases:security")
    context = {
        "passkey_form": form,
        "title": _("Add a passkey"),
        "passkey_options": services.to_make(request, officer),
        "offered": services.are_offered(request),
        "host": services.host(),
    }
    return render(request, "cases/signin/passkey_add.html", context)


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """A passkey of somebody else does not exist for them, even before the second factor
    is asked for."""
    passkey = get_object_or_404(Passkey.objects.visible_to(officer_of(request)), pk=pk)
    return _remove(request, passkey)


@confirmation.confirmed
def _remove(request: HttpRequest, passkey: Passkey) -> HttpResponse:
    if request.method == "POST":
        try:
            services.remove(passkey)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            confirmation.spend(request)
            messages.success(request, _("The passkey has been removed."))
        return redirect("cases:security")
    context = {"passkey": passkey, "title": _("Remove a passkey")}
    return render(request, "cases/signin/passkey_remove.html", context)
