"""Downloads lists of this slice that have no page of their own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from cases.access.views import PAGE_SIZES, officer_of
from cases.access.whole import ALL, Whole, WholeAnswer, page_as_file
from cases.audit import services as audit
from cases.audit.models import Action

# As many rows as the longest page on the screen.
AT_ONCE = PAGE_SIZES[-1]


def file_or_form(request: HttpRequest, obj: Any, whole: Whole) -> HttpResponse:
    """A short list as CSV; for a longer one, the form in which it is asked for."""
    if whole.count > AT_ONCE or request.GET.get("export") == ALL:
        return WholeAnswer(request, whole)
    officer = officer_of(request)
    audit.record(officer=officer, action=Action.EXPORT, obj=obj, rows=whole.count)
    return page_as_file(officer, whole.rows(), format="csv", name=whole.name)
