"""The pointers: a list, one of them, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic.detail import SingleObjectMixin
from django_tables2 import RequestConfig

from cases.access.views import PAGE_SIZES, DetailView, Scoped, officer_of
from cases.audit import services as audit
from cases.audit.models import Action
from cases.deconfliction import services
from cases.deconfliction.forms import OutcomeForm
from cases.deconfliction.models import Pointer, PointerWord
from cases.deconfliction.sides import sides
from cases.deconfliction.tables import PointerTable


def pointer_list(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    if not officer.is_police:
        raise PermissionDenied
    pointers = list(Pointer.objects.visible_to(officer).with_sides())
    table = PointerTable(sides(officer, pointers))
    RequestConfig(request, paginate={"per_page": PAGE_SIZES[0]}).configure(table)
    shown = [row.record.pointer.pk for row in table.paginated_rows]
    audit.record(officer=officer, action=Action.READ, list="pointer", shown=shown)
    htmx = getattr(request, "htmx", False)
    template = "_pointers" if htmx else "pointer_list"
    context = {"title": _("Pointers"), "table": table}
    return render(request, f"cases/deconfliction/{template}.html", context)


class PointerDetailView(DetailView):
    model = Pointer
    template_name = "cases/deconfliction/pointer_detail.html"

    def get_queryset(self) -> Any:
        return Pointer.objects.visible_to(self.officer).with_sides()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=str(self.object),
            sides=sides(self.officer, [self.object]),
            outcomes=PointerWord.Outcome.choices,
            **kwargs,
        )


class PointerSayView(Scoped, SingleObjectMixin[Any], View):
    model = Pointer

    def get_queryset(self) -> Any:
        return Pointer.objects.visible_to(self.officer).with_sides()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        pointer: Pointer = self.get_object()
        form = OutcomeForm(request.POST, sides=sides(self.officer, [pointer]))
        if form.is_valid():
            services.say(officer=self.officer, pointer=pointer, **form.cleaned_data)
            messages.success(request, _("Saved."))
        else:
            messages.warning(request, _("Say what came of it; nothing was saved."))
        return HttpResponseRedirect(pointer.get_absolute_url())
