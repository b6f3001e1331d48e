"""Whoever changes their sign-in shows the second factor again, for each change: an
open session that somebody else found is not enough."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from cases.access.views import officer_of
from cases.signin import proof

_KEY: Final = "confirmed_at"
_LASTS: Final = 5 * 60  # seconds

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """Asks for the second factor first, unless it was given just now."""

    @wraps(view)
    def ask_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _is_fresh(request):
            return view(request, *args, **kwargs)
        question = reverse("cases:security_confirm")
        return redirect(f"{question}?{urlencode({'next': request.path})}")

    return ask_first


def spend(request: HttpRequest) -> None:
    """Use the confirmation up: the next change asks again."""
    request.session.pop(_KEY, None)


def confirm(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    asked = proof.ask(request, officer)
    if asked.method is not None:
        request.session[_KEY] = timezone.now().timestamp()
        return redirect(_next(request))
    context = asked.context(request, officer)
    context["title"] = _("Confirm that it is you")
    return render(request, "cases/signin/confirm.html", context)


def _is_fresh(request: HttpRequest) -> bool:
    age = timezone.now().timestamp() - request.session.get(_KEY, 0)
    return bool(0 <= age < _LASTS)


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("cases:security")
