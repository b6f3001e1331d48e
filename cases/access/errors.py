"""Error pages: a sentence for the officer, nothing about the inside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.access.trail import record_refusal


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    record_refusal(request, 403)
    return _page(
        request,
        403,
        _("Not allowed"),
        _("Your role in this case does not allow this. Ask the lead investigator."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    record_refusal(request, 404)
    return _page(
        request,
        404,
        _("Not found"),
        _("There is no such page, or it belongs to a case that you do not work on."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Something went wrong"),
        _("The error has been logged. What you had saved before is untouched."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    record_refusal(request, 403)
    return _page(
        request,
        403,
        _("The form has expired"),
        _("Go back, reload the page and send the form again."),
    )


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"title": title, "text": text, "status": status}
    return render(request, "cases/access/error.html", context, status=status)
