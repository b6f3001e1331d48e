"""Sessions end: after a while without use, and at a fixed age."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.signin import sessions
from cases.signin.models import SignIn

# What a page asks for by itself while a job runs is not use. The board of an
# operation is: it is watched without being touched.
_POLLED: Final = "_job"


class SessionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Officer):
            if sessions.has_ended(request):
                _end(request, request.user)
            elif not _is_polled(request.path_info):
                sessions.note_use(request)
        return self.get_response(request)


def _end(request: HttpRequest, officer: Officer) -> None:
    key = request.session.session_key
    sessions.end(SignIn.objects.filter(officer=officer, session_key=key))
    audit.record(officer=officer, action=Action.SIGN_OUT, ended="by time")
    logout(request)
    messages.info(request, _("Your session has ended. Sign in again to go on."))


def _is_polled(path: str) -> bool:
    try:
        return (resolve(path).url_name or "").endswith(_POLLED)
    except Resolver404:
        return False
