"""Sets language and address of the officer whose request is answered, and sees to it
that no page is shown which the audit trail does not know of."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cases.access import errors
from cases.access.addresses import client_address
from cases.access.trail import record_page
from cases.audit.services import remote_address, written
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
        address = remote_address.set(client_address(request))
        count = written.set(0)
        try:
            response = self.get_response(request)
            if written.get() == 0:
                record_page(request, response)
        finally:
            remote_address.reset(address)
            written.reset(count)
        response.headers.setdefault("Content-Language", translation.get_language())
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class KeysMiddleware:
    """Shows no page while the keys are being changed, or while this process holds
    others than the database's: the page would be empty or wrong."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as stack:
            try:
                stack.enter_context(keys_in_use())
            except EngineError as error:
                return errors.unavailable(request, sentence(error.code, error.where))
            return self.get_response(request)
