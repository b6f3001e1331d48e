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
from cases.signin import factors, sessions, views
from cases.signin.forms import CodeForm, ReplaceForm
from cases.signin.models import SignIn

_SHOWN: Final = 30


def security(request: HttpRequest) -> HttpResponse:
    """The second factor, open sessions and earlier sign-ins."""
    officer = officer_of(request)
    mine = SignIn.objects.visible_to(officer)
    refused = Entry.objects.filter(
        action=Action.SIGN_IN_REFUSED, object_type="officer", object_id=officer.pk
    )
    context = {
        "title": _("Security"),
        "enrolled": factors.is_enrolled(officer),
        "codes_left": factors.recovery_codes_left(officer),
        "open": mine.open(),
        "history": mine[:_SHOWN],
        "refused": refused[:_SHOWN],
        "this_session": request.session.session_key,
    }
    return render(request, "cases/signin/security.html", context)


def renew_codes(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            views.proven(officer, form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error)
        else:
            codes = factors.renew_recovery_codes(officer)
            return views.show_codes(request, codes, "/security/")
    context = {"form": form, "title": _("Renew the recovery codes")}
    return render(request, "cases/common/form.html", context)


def replace(request: HttpRequest) -> HttpResponse:
    """Another authenticator; the present one, or a recovery code, agrees to it."""
    officer = officer_of(request)
    form = ReplaceForm(request.POST or None)
    if form.is_valid():
        field = "proof"
        try:
            views.proven(officer, form.cleaned_data["proof"])
            field = "code"
            codes = views.enrolled(officer, form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error(field, error)
        else:
            return views.show_codes(request, codes, "/security/")
    return render(request, views.ENROL_TEMPLATE, views.enrolment(officer, form))


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
    """Everywhere, here included."""
    officer = officer_of(request)
    ended = sessions.end(SignIn.objects.visible_to(officer))
    audit.record(officer=officer, action=Action.SIGN_OUT, ended=ended)
    logout(request)
    messages.success(request, _("All sessions have been ended."))
    return redirect("cases:sign_in")
