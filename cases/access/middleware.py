"""Language and address of the officer whose request is being answered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cases.access import errors
from cases.audit.services import remote_address
from cases.common.installation import keys_in_use
from cases.common.wording import sentence
from cases.engine.errors import EngineError


class OfficerMiddleware:
    """The officer's own language goes before the browser's; the address goes into
    every audit entry; and no page with case data stays in a browser's cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        token = remote_address.set(request.META.get("REMOTE_ADDR") or None)
        try:
            response = self.get_response(request)
        finally:
            remote_address.reset(token)
        response.headers.setdefault("Content-Language", translation.get_language())
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class KeysMiddleware:
    """Answers nothing while the keys are changed, or with others than the
    database's: what such a page showed would be empty or wrong."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as stack:
            try:
                stack.enter_context(keys_in_use())
            except EngineError as error:
                return errors.unavailable(request, sentence(error.code, error.where))
            return self.get_response(request)
