"""What leaves the system: the page on the screen at once, more than it on request.

A page whose rows can be exported answers `?export=csv` and `?export=xlsx` with what
is on the screen, and `?export=all` with the way to ask for all of it. Both go through
the page's own checks. Whoever makes the whole file asks the page in the same way,
and finds the rows in the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.common import exports

ALL: Final = "all"
# The page and the number of its object, in the address of the form that asks.
PAGE, OBJECT = "of", "pk"


@dataclass(frozen=True)
class Whole:
    """All rows of a list. `rows` gives the header first; `filters` says in words
    what the list is narrowed to. `case` is whose rows they are; `needs_case` says
    that they are rows of cases, so that somebody has to answer for each of them.
    """

    title: str
    name: str
    count: int
    rows: Callable[[], Iterable[list[Any]]]
    filters: str = ""
    case: Any = None
    needs_case: bool = False


class WholeAnswer(HttpResponseRedirect):
    """Leads to the form that asks for the whole list."""

    def __init__(self, request: HttpRequest, whole: Whole) -> None:
        self.whole = whole
        super().__init__(ask_address(request))


def ask_address(request: HttpRequest) -> str:
    match = request.resolver_match
    assert match is not None  # noqa: S101 - a view has been found
    query = request.GET.copy()
    for name in ("export", "page", "below", "above"):
        query.pop(name, None)
    place = {PAGE: match.url_name or "", **match.kwargs}
    asked = urlencode([*place.items(), *query.lists()], doseq=True)
    return f"{reverse('cases:export_create')}?{asked}"


def page_as_file(
    officer: Officer,
    rows: Iterable[list[Any]],
    *,
    format: str,  # noqa: A002 - as django-tables2 calls it
    name: str,
) -> HttpResponse:
    """What is on the screen, with the line that says who took it away and when."""
    return exports.respond(rows, format=format, name=name, note=who_and_when(officer))


def who_and_when(officer: Officer) -> str:
    return _("Exported by %(name)s, badge %(badge)s, %(unit)s, %(time)s") % {
        "name": officer.name,
        "badge": officer.badge,
        "unit": officer.unit.name,
        "time": timezone.localtime().strftime("%Y-%m-%d %H:%M:%S"),
    }
