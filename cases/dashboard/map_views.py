"""The map of victims, as a part of the home page that comes after it, or as a page."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.access.views import officer_of
from cases.dashboard.linked import Linked, linked_reports
from cases.dashboard.tiles import COLUMNS, GAP, HEIGHT, ROWS, WIDTH, tiles


@require_safe
def victims_by_province(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    if not officer.sees_cases:
        raise PermissionDenied
    linked = linked_reports(officer)
    part = getattr(request, "htmx", False)
    name = "_map" if part else "map"
    context = {
        "title": _("Victims by province"),
        "map": tiles(linked),
        "nowhere": linked.get("", Linked()),
        "tile": {"width": WIDTH - GAP, "height": HEIGHT - GAP},
        "map_box": f"0 0 {COLUMNS * WIDTH - GAP} {ROWS * HEIGHT - GAP}",
    }
    return render(request, f"cases/dashboard/{name}.html", context)
