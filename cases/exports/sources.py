"""The rows of an export, as the page itself gives them to the officer who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, QueryDict
from django.urls import NoReverseMatch, resolve, reverse

from cases.access import words
from cases.access.models import Officer
from cases.access.whole import ALL, OBJECT, PAGE, Whole


@dataclass(frozen=True)
class Asked:
    """A page, the number of its object, and what it is filtered by; `typed` holds in
    the clear what stands hidden in an address."""

    page: str
    object_id: int | None
    shown: dict[str, list[str]]
    typed: dict[str, str]

    @classmethod
    def from_address(cls, query: QueryDict, officer: Officer) -> Asked:
        """Raises Http404 where it names no page."""
        given = query.copy()
        page = given.pop(PAGE, [""])[-1]
        number = given.pop(OBJECT, [""])[-1]
        hidden = given.pop(words.PARAMETER, [""])[-1]
        if number and not (number.isascii() and number.isdigit() and len(number) < 19):
            raise Http404
        return cls(
            page=page,
            object_id=int(number) if number else None,
            shown=dict(given.lists()),
            typed=words.show(officer, hidden),
        )

    @property
    def address(self) -> str:
        """Raises Http404 where there is no such page."""
        args = [self.object_id] if self.object_id else []
        try:
            return reverse(f"cases:{self.page}", args=args)
        except NoReverseMatch:
            raise Http404 from None

    def kept(self) -> dict[str, Any]:
        return {"shown": self.shown, "typed": self.typed}


def whole_of(officer: Officer, asked: Asked) -> Whole:
    """Raises Http404 or PermissionDenied as the page does for this officer, and
    Http404 for one that has nothing to export."""
    address = asked.address
    match = resolve(address)
    if not getattr(getattr(match.func, "view_class", match.func), "is_exportable", 0):
        raise Http404
    request = HttpRequest()
    request.method, request.path, request.resolver_match = "GET", address, match
    request.user = officer
    query = [*asked.shown.items(), ("export", ALL)]
    if asked.typed:
        query.append((words.PARAMETER, words.hide(officer, asked.typed)))
    request.GET = QueryDict(urlencode(query, doseq=True))
    answer = match.func(request, *match.args, **match.kwargs)
    whole = getattr(answer, "whole", None)
    if not isinstance(whole, Whole):
        raise Http404
    return whole
