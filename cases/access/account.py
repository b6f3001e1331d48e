"""The officer's own preferences."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.access.forms import PreferencesForm
from cases.access.views import officer_of
from cases.audit import services as audit
from cases.audit.models import Action


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
    context = {"form": form, "title": _("Preferences"), "back": reverse("cases:home")}
    return render(request, "cases/common/form.html", context)
