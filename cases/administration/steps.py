"""The forms and buttons of an officer's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases.access.models import Duty, Officer
from cases.access.views import officer_of
from cases.administration import duties, officers
from cases.administration.forms import DutyForm, MoveForm, OfficerForm
from cases.administration.rules import (
    for_administrators,
    for_security_admins,
    for_system_admins,
)
from cases.audit import services as audit
from cases.audit.models import Action
from cases.consents.forms import AnswerForm, ReasonForm
from cases.consents.models import Answer
from cases.signin import factors, failures

_SHOWN = 50


@for_system_admins
def officer_create(request: HttpRequest) -> HttpResponse:
    form = OfficerForm(request.POST or None)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        duty = Duty(fields.pop("duty"))
        try:
            officer, password = officers.add_officer(
                by=officer_of(request), duty=duty, **fields
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return _show_password(request, officer, password)
    context = {
        "form": form,
        "title": _("Add an officer"),
        "back": reverse("cases:officer_list"),
    }
    return render(request, "cases/administration/form.html", context)


@for_system_admins
def password(request: HttpRequest, pk: int) -> HttpResponse:
    officer = _officer(pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            given = officers.reset_password(by=officer_of(request), officer=officer)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _show_password(request, officer, given)
    return _form(
        request,
        officer,
        form,
        _("Reset the password"),
        _(
            "The officer gets a one-time password, which the next sign-in asks them to"
            " change. Open sessions end; the second factor stays."
        ),
    )


@for_system_admins
def move(request: HttpRequest, pk: int) -> HttpResponse:
    officer = _officer(pk)
    form = MoveForm(request.POST or None, initial={"unit": officer.unit_id})
    meaning = _("From now on the officer sees what this unit leads.")
    return _step(
        request,
        officer,
        form,
        officers.move,
        title=_("Change the unit"),
        meaning=meaning,
    )


@for_system_admins
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        _officer(pk),
        ReasonForm(request.POST or None),
        officers.deactivate,
        title=_("Deactivate the account"),
        meaning=_("Nobody can sign in with it any more. Open sessions end."),
    )


@for_system_admins
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        _officer(pk),
        ReasonForm(request.POST or None),
        officers.reactivate,
        title=_("Reactivate the account"),
        meaning=_("The officer signs in with their password and second factor."),
    )


@for_system_admins
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    def propose(*, by: Officer, officer: Officer, duty: str, reason: str) -> None:
        duties.propose(by=by, officer=officer, duty=Duty(duty), reason=reason)

    officer = _officer(pk)
    return _step(
        request,
        officer,
        DutyForm(request.POST or None, initial={"duty": officer.duty}),
        propose,
        title=_("Propose a duty"),
        meaning=_("It is granted when a security administrator has agreed."),
    )


@for_security_admins
def reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    def reset(*, by: Officer, officer: Officer, reason: str) -> None:
        factors.reset(officer, by=by, reason=reason)

    return _step(
        request,
        _officer(pk),
        ReasonForm(request.POST or None),
        reset,
        title=_("Reset the second factor"),
        meaning=_(
            "All sessions end, and the next sign-in sets up another authenticator."
            " Make sure that it is the officer who asks for it."
        ),
    )


@for_security_admins
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    officer = _officer(pk)
    failures.unlock(officer, by=officer_of(request))
    messages.success(request, _("The officer can try to sign in again."))
    return redirect("cases:officer_detail", pk=pk)


@for_security_admins
@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    ended = failures.end_sessions(_officer(pk), by=officer_of(request))
    text = ngettext("%d session has been ended.", "%d sessions have been ended.", ended)
    messages.success(request, text % ended)
    return redirect("cases:officer_detail", pk=pk)


@for_administrators
def duty_list(request: HttpRequest) -> HttpResponse:
    """Proposals that wait for an answer, and the newest that have one."""
    audit.record(officer=officer_of(request), action=Action.READ, list="proposal")
    proposed = duties.proposals()
    context = {
        "title": _("Proposed duties"),
        "open": duties.told(proposed.open()),
        "answered": duties.told(proposed.exclude(answer=None)[:_SHOWN]),
    }
    return render(request, "cases/administration/duty_list.html", context)


@for_administrators
def duty_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposed duty; POST is the answer to it."""
    by = officer_of(request)
    proposal = get_object_or_404(duties.proposals(), pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            duties.answer(
                by=by,
                proposal=proposal,
                outcome=Answer.Outcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Your answer is recorded."))
            return redirect("cases:duty_list")
    (told,) = duties.told([proposal])
    audit.record(officer=by, action=Action.READ, obj=proposal)
    context = {
        "title": _("Proposed duty"),
        "told": told,
        "form": form,
        "is_own": proposal.officer_id == by.pk,
        "may_answer": by.is_security_admin or proposal.officer_id == by.pk,
    }
    return render(request, "cases/administration/duty_detail.html", context)


def _step(
    request: HttpRequest,
    officer: Officer,
    form: forms.Form,
    act: Callable[..., object],
    **told: Any,
) -> HttpResponse:
    """A form on an officer's page; what the service finds wrong is said at it."""
    if form.is_valid():
        try:
            act(by=officer_of(request), officer=officer, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:officer_detail", pk=officer.pk)
    return _form(request, officer, form, **told)


def _form(
    request: HttpRequest, officer: Officer, form: forms.Form, title: str, meaning: str
) -> HttpResponse:
    context = {"form": form, "officer": officer, "title": title, "meaning": meaning}
    return render(request, "cases/administration/form.html", context)


def _show_password(request: HttpRequest, officer: Officer, given: str) -> HttpResponse:
    """Show the password in the answer itself and nowhere else: it can be read only this
    once."""
    context = {"title": _("One-time password"), "officer": officer, "password": given}
    return render(request, "cases/administration/one_time.html", context)


def _officer(pk: int) -> Officer:
    return get_object_or_404(Officer.objects.select_related("unit"), pk=pk)
