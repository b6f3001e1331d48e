"""Error pages: a sentence for the officer, nothing about the inside."""

from __future__ import annotations

import sys

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.access.trail import record_refusal
from cases.engine import disk


class Refused(PermissionDenied):
    """Carries the sentence that the officer reads."""


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    record_refusal(request, 403)
    if isinstance(exception, Refused):
        text = str(exception)
    else:
        text = _(
            "Your role in this case does not allow this. Ask the lead investigator."
        )
    return _page(request, 403, _("Not allowed"), text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    record_refusal(request, 404)
    return _page(
        request,
        404,
        _("Not found"),
        _("There is no such page, or it belongs to a case that you do not work on."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    # Django calls this while the exception is handled, also where it was raised
    # outside any view: while an upload was read.
    error = sys.exc_info()[1]
    if error is not None and disk.is_full(error):
        return _page(
            request,
            507,
            _("The disk is full"),
            _(
                "Nothing of what you sent was kept. Tell your administrator to make"
                " room on the server, then send it again."
            ),
        )
    return _page(
        request,
        500,
        _("Something went wrong"),
        _("The error has been logged. What you had saved before is untouched."),
    )


def unavailable(request: HttpRequest, text: str) -> HttpResponse:
    return _page(request, 503, _("Not available at the moment"), text)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answers 429, in the form that whoever asked can show."""
    title = _("Too many requests")
    text = ngettext(
        "This was asked for too often within a minute. Wait %(seconds)d second, then"
        " try again.",
        "This was asked for too often within a minute. Wait %(seconds)d seconds, then"
        " try again.",
        seconds,
    ) % {"seconds": seconds}
    response: HttpResponse
    if request.headers.get("Tus-Resumable"):
        kind = "text/plain; charset=utf-8"
        response = HttpResponse(text, status=429, content_type=kind)
    else:
        response = _page(request, 429, title, text)
    response["Retry-After"] = str(seconds)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    record_refusal(request, 403)
    return _page(
        request,
        403,
        _("The form has expired"),
        _("Go back, reload the page and send the form again."),
    )


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """The error page; where only part of a page was asked for, the sentence alone,
    which the page puts at its top."""
    part = bool(getattr(request, "htmx", False))
    template = "cases/access/_notice.html" if part else "cases/access/error.html"
    context = {"title": title, "text": text, "status": status}
    return render(request, template, context, status=status)
