"""Language and address of the officer whose request is being answered; and that no
page is shown which the audit trail does not know of."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cases.access.addresses import client_address
from cases.access.trail import record_page
from cases.audit.services import remote_address, written


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
