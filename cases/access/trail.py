"""What is recorded of requests in the audit trail, besides what services record."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.common.sealing import digest

# Pages without case data, and those that ask for themselves every second: of these
# the page around them is recorded.
UNRECORDED = {"sign_in", "sign_out", "preferences", "link_score"}
_POLLED = "_job"
_DIGEST = "digest:"
# Of eleven digits, as a mobile number is, and more than any table has rows.
_NO_KEY = 10**10


def record_page(request: HttpRequest, response: HttpResponse) -> None:
    """A net below all pages: records what was shown and not recorded elsewhere."""
    name = _page(request)
    if (
        request.method != "GET"
        or response.status_code != 200
        or not name
        or name in UNRECORDED
        or name.endswith(_POLLED)
        or not isinstance(request.user, Officer)
    ):
        return
    _record(request, Action.READ)


def record_refusal(request: HttpRequest, status: int) -> None:
    """A page or a change that was refused to a signed-in officer.

    An address that leads nowhere is not repeated: it may hold anything. Nor is a
    number in the place of a key that is too great for one: it may be a person's.
    """
    if isinstance(request.user, Officer):
        method = request.method or ""
        _record(request, Action.REFUSE, status=status, method=method)


def record_limit(request: HttpRequest, limit: str, kind: str) -> None:
    """Somebody, or an address, did more in a minute than a person does."""
    _record(request, Action.REFUSE, status=429, limit=limit, counted_by=kind)


def filters_of(filterset: django_filters.FilterSet | None) -> dict[str, Any]:
    """What a list was filtered by; words that were searched for only as a digest."""
    if filterset is None or not filterset.is_bound or not filterset.form.is_valid():
        return {}
    return {
        name: _shown(filterset.filters.get(name), value)
        for name, value in filterset.form.cleaned_data.items()
        if value not in (None, "", [])
    }


def is_search(filterset: django_filters.FilterSet | None) -> bool:
    """Whether words were searched for."""
    return any(
        str(value).startswith(_DIGEST) for value in filters_of(filterset).values()
    )


def _shown(item: django_filters.Filter | None, value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(item, django_filters.CharFilter):
        return f"{_DIGEST}{digest(str(value))}"
    if isinstance(value, list | tuple):
        return [_shown(None, each) for each in value]
    return str(value)


def _record(request: HttpRequest, action: Action, **detail: Any) -> None:
    match = request.resolver_match
    given = match.kwargs if match else {}
    keys = {name: key for name, key in given.items() if key < _NO_KEY}
    audit.record(
        officer=request.user if isinstance(request.user, Officer) else None,
        action=action,
        case_id=keys.pop("case_pk", None),
        page=_page(request),
        **keys,
        **detail,
    )


def _page(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name or "") if match else ""
