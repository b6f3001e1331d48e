"""Limits how often in a minute a person or an address may do what a script would
repeat.

Counted in Valkey. Where that is down nobody is turned away: what must hold is in
PostgreSQL, namely the lock after wrong passwords and the quota of reveals.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from cases.access import errors
from cases.access.models import Officer
from cases.access.trail import record_limit
from cases.audit.services import remote_address

WINDOW: Final = 60  # seconds
# What in a list's address asks for no other rows than the list alone would show.
_NOT_A_SEARCH: Final = {"case", "export", "page", "per_page", "sort", "state"}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """`settings.CASEDESK_LIMITS` has its numbers under `name`; `pages` are names of
    the URLconf."""

    name: str
    method: str
    pages: frozenset[str] = frozenset()
    ending: str = ""

    def covers(self, request: HttpRequest, page: str) -> bool:
        return request.method == self.method and (
            page in self.pages or bool(self.ending and page.endswith(self.ending))
        )


RULES: Final = (
    Rule(
        "sign_in",
        "POST",
        frozenset(
            {
                "sign_in",
                "sign_in_code",
                "sign_in_enrol",
                "security_confirm",
                "security_password",
            }
        ),
    ),
    Rule("reveal", "POST", ending="_reveal"),
    Rule("search", "POST", frozenset({"number_search", "report_search"})),
    Rule("search", "POST", frozenset({"summary_verify"})),
    Rule(
        "search",
        "GET",
        frozenset({"report_traces", "suspect_traces", "entry_of_object"}),
    ),
    Rule(
        "export",
        "GET",
        frozenset({"dataset_rejected", "file_rejected", "summary_download"}),
    ),
    Rule("upload", "POST", frozenset({"upload_create", "report_import_create"})),
)


class LimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        for name in sorted(names_for(request)):
            seconds = _seconds_to_wait(request, name)
            if seconds:
                return errors.too_many(request, seconds)
        return None


def names_for(request: HttpRequest) -> set[str]:
    """The limits that the request counts towards."""
    match = request.resolver_match
    page = (match.url_name or "") if match else ""
    names = {rule.name for rule in RULES if rule.covers(request, page)}
    if request.method == "GET" and page.endswith("_list"):
        asked = {name for name, value in request.GET.items() if value}
        names |= {"export"} if "export" in asked else set()
        names |= {"search"} if asked - _NOT_A_SEARCH else set()
    return names


def _seconds_to_wait(request: HttpRequest, name: str) -> int:
    """Counts this request; 0 if it may go on."""
    of_officer, of_address = settings.CASEDESK_LIMITS[name]
    counted = [("address", _digest(remote_address.get() or ""), of_address)]
    if isinstance(request.user, Officer):
        counted.append(("officer", str(request.user.pk), of_officer))
    now = int(time.time())
    seconds = 0
    for kind, who, most in counted:
        count = _count(f"limit:{name}:{kind}:{who}:{now // WINDOW}")
        if count == most + 1:
            # Recorded once in each window: a script must not fill the trail either.
            record_limit(request, name, kind)
        if count > most:
            seconds = WINDOW - now % WINDOW
    return seconds


def _count(key: str) -> int:
    try:
        return _one_more(key)
    except ValueError:  # Valkey was full and dropped the key meanwhile.
        return 1
    except RedisError as error:
        log.warning("limits are not counted: %s", type(error).__name__)
        return 0


def _one_more(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # the first of this window
        cache.add(key, 0, timeout=2 * WINDOW)
        return cache.incr(key)


def _digest(address: str) -> str:
    return salted_hmac("cases.access.limits", address, algorithm="sha256").hexdigest()
