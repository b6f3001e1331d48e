"""The auditor's pages: who did what, never what stands in a case."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.access import words
from cases.access.models import Officer
from cases.access.views import officer_of
from cases.access.whole import ALL, Whole, WholeAnswer, ask_address, page_as_file
from cases.audit import services as audit
from cases.audit.models import Action, Entry, Seal, Waiting
from cases.audit.names import object_name, object_types
from cases.casefiles.models import Case
from cases.common import exports
from cases.oversight import export
from cases.oversight.forms import TrailForm
from cases.oversight.page_names import concerning
from cases.oversight.paging import Page, page

DAYS = 30

View = Callable[..., HttpResponse]


def for_auditors(view: View) -> View:
    """For everyone else the page does not exist."""

    @wraps(view)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not officer_of(request).is_auditor:
            raise Http404
        return view(request, **kwargs)

    return checked


@for_auditors
def entry_list(request: HttpRequest) -> HttpResponse:
    auditor = officer_of(request)
    if request.method == "POST":
        asked = words.address_of(request, auditor, TrailForm(request.POST))
        return HttpResponseRedirect(asked)
    form = TrailForm(words.data_of(request, auditor, TrailForm.kinds()))
    context: dict[str, Any] = {"form": form, "title": _("Audit trail")}
    if not form.is_valid():
        return render(request, "cases/oversight/entry_list.html", context, status=400)
    asked = request.GET.get("export", "")
    if asked == ALL:
        return WholeAnswer(request, _whole(form))
    if asked in exports.FORMATS:
        return _exported(request, form, asked)
    audit.record(
        officer=auditor, action=Action.SEARCH, list="entry", filters=form.told()
    )
    context |= _paged(request, form.entries())
    context |= {
        "newest_seal": Seal.objects.defer("entry_ids").order_by("number").last(),
        "waiting": Waiting.objects.count(),
        "export_formats": exports.FORMATS,
        "ask_url": ask_address(request),
        "has_more": context["older"] is not None or context["newer"] is not None,
        "filtered": bool(form.told()),
    }
    return render(request, "cases/oversight/entry_list.html", context)


# To the type checker a function has no attributes of ours.
entry_list.is_exportable = True  # type: ignore[attr-defined]


def _whole(form: TrailForm) -> Whole:
    entries = form.entries().select_related("actor").order_by("-at", "-pk")
    return Whole(
        title=_("Audit trail"),
        name="audit",
        count=entries.count(),
        rows=lambda: export.rows(entries.iterator(chunk_size=2_000)),
        filters=words.in_words(form, form.cleaned_data),
    )


def _exported(request: HttpRequest, form: TrailForm, format: str) -> HttpResponse:  # noqa: A002 - csv or xlsx
    """The entries on the screen."""
    found = _page_of(request, form.entries()).entries
    auditor = officer_of(request)
    audit.record(
        officer=auditor,
        action=Action.EXPORT,
        list="entry",
        rows=len(found),
        filters=form.told(),
    )
    return page_as_file(auditor, export.rows(found), format=format, name="audit")


@for_auditors
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.select_related("actor"), pk=pk)
    audit.record(officer=officer_of(request), action=Action.READ, obj=entry)
    context = {
        "title": _("Entry %s") % entry.pk,
        "entry": entry,
        "what": _what(entry),
        "case_number": _case_numbers([entry]).get(entry.case_id),
        "detail": json.dumps(entry.detail, ensure_ascii=False, indent=2),
        "code": bytes(entry.mac).hex(),
        "is_waiting": Waiting.objects.filter(pk=entry.pk).exists(),
    }
    return render(request, "cases/oversight/entry_detail.html", context)


@for_auditors
def officer_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    officer = get_object_or_404(Officer.objects.select_related("unit"), pk=pk)
    audit.record(
        officer=officer_of(request),
        action=Action.SEARCH,
        obj=officer,
        list="entry",
        filters={"officer": str(officer.pk)},
    )
    return _timeline(
        request, Entry.objects.filter(actor=officer), str(officer), officer=officer
    )


@for_auditors
def object_timeline(request: HttpRequest) -> HttpResponse:
    kind, number = request.GET.get("type", ""), request.GET.get("id", "")
    is_number = number.isdecimal() and len(number) < 19
    if kind not in dict(object_types()) or not is_number:
        raise Http404
    audit.record(
        officer=officer_of(request),
        action=Action.SEARCH,
        list="entry",
        filters={"object_type": kind, "object_id": number},
    )
    entries = Entry.objects.filter(object_type=kind, object_id=int(number))
    return _timeline(request, entries, f"{capfirst(str(object_name(kind)))} {number}")


def _timeline(
    request: HttpRequest, entries: QuerySet[Entry], title: str, **context: Any
) -> HttpResponse:
    context |= _paged(request, entries)
    context |= {"title": title, "days": _days(entries), "day_count": DAYS}
    return render(request, "cases/oversight/timeline.html", context)


def _days(entries: QuerySet[Entry]) -> list[tuple[Any, int, int]]:
    """Per day, the number of entries, and its percentage of the busiest day's; the
    newest day first."""
    since = timezone.now() - timedelta(days=DAYS)
    counted = (
        entries.filter(at__gte=since)
        .annotate(day=TruncDate("at"))
        .values("day")
        .annotate(count=Count("pk"))
        .order_by("-day")
    )
    counts = [(row["day"], row["count"]) for row in counted]
    busiest = max((count for _day, count in counts), default=1)
    return [(day, count, 100 * count // busiest) for day, count in counts]


def _paged(request: HttpRequest, entries: QuerySet[Entry]) -> dict[str, Any]:
    shown = _page_of(request, entries)
    numbers = _case_numbers(shown.entries)
    rows = [
        (entry, _what(entry), numbers.get(entry.case_id)) for entry in shown.entries
    ]
    return {"rows": rows, "older": shown.older, "newer": shown.newer}


def _page_of(request: HttpRequest, entries: QuerySet[Entry]) -> Page:
    below, above = request.GET.get("below", ""), request.GET.get("above", "")
    return page(entries, below=below, above=above)


def _what(entry: Entry) -> str:
    what = concerning(entry)
    return f"{what} {entry.object_id}" if entry.object_id else str(what)


def _case_numbers(entries: list[Entry]) -> dict[int | None, str]:
    """Their numbers alone: auditors see nothing of what stands in a case."""
    wanted = {entry.case_id for entry in entries if entry.case_id}
    return dict(Case.objects.filter(pk__in=wanted).values_list("pk", "number"))
