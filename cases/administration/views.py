"""Lists of officers, units and refused sign-ins, and an officer's own page."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.access.models import Duty, Officer, Unit
from cases.access.views import CreateView, ListView, officer_of
from cases.administration import duties, officers
from cases.administration.filters import (
    FailureFilterSet,
    OfficerFilterSet,
    UnitFilterSet,
)
from cases.administration.forms import UnitForm
from cases.administration.rules import for_administrators, is_administrator, require
from cases.administration.tables import FailureTable, OfficerTable, UnitTable
from cases.audit import services as audit
from cases.audit.models import Action, Entry
from cases.signin import factors, failures, lockout
from cases.signin.models import SignIn

_SHOWN = 20


class AdministratorsOnly:
    """For everyone else the page does not exist; `only` is refused to the other
    administrator."""

    only: ClassVar[Duty | None] = None
    request: HttpRequest

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        officer = officer_of(request)
        if not is_administrator(officer):
            raise Http404
        if self.only is not None:
            require(officer, self.only)
        page: Any = super()
        answer: HttpResponseBase = page.dispatch(request, *args, **kwargs)
        return answer


class AddedBySystemAdmins(ListView):
    """A list whose button is shown to system administrators only."""

    add: ClassVar[str]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.officer.is_system_admin:
            context["create_url"] = reverse(self.add)
        return context


class OfficerListView(AdministratorsOnly, AddedBySystemAdmins):
    model = Officer
    table_class = OfficerTable
    filterset_class = OfficerFilterSet
    is_exportable = False
    title = _("Accounts")
    add = "cases:officer_create"

    def get_queryset(self) -> QuerySet[Officer]:
        return Officer.objects.select_related("unit")


class UnitListView(AdministratorsOnly, AddedBySystemAdmins):
    model = Unit
    table_class = UnitTable
    filterset_class = UnitFilterSet
    is_exportable = False
    title = _("Units")
    add = "cases:unit_create"

    def get_queryset(self) -> QuerySet[Any]:
        counted = Unit.objects.annotate(officer_count=Count("officer"))
        return counted.select_related("parent")


class UnitCreateView(AdministratorsOnly, CreateView):
    model = Unit
    form_class = UnitForm
    only = Duty.SYSTEM_ADMIN
    title = _("Add a unit")
    back = "cases:unit_list"

    def save(self, form: ModelForm[Any]) -> Unit:
        return officers.add_unit(by=self.officer, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("cases:unit_list")


class FailureListView(AdministratorsOnly, ListView):
    model = Entry
    table_class = FailureTable
    filterset_class = FailureFilterSet
    is_exportable = False
    only = Duty.SECURITY_ADMIN
    title = _("Refused sign-ins")
    template_name = "cases/administration/failure_list.html"

    def get_queryset(self) -> QuerySet[Entry]:
        return failures.refused()

    def get_table_kwargs(self) -> dict[str, Any]:
        return super().get_table_kwargs() | {"officers": Officer.objects.in_bulk()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(locked=failures.locked(), **kwargs)


@for_administrators
def officer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The account, and what the administrator may do with it."""
    by = officer_of(request)
    officer = get_object_or_404(Officer.objects.select_related("unit"), pk=pk)
    audit.record(officer=by, action=Action.READ, obj=officer)
    proposed = duties.proposals().about(officer)
    context: dict[str, Any] = {
        "title": officer.name,
        "officer": officer,
        "is_self": officer == by,
        "enrolled": factors.is_enrolled(officer),
        "locked_until": lockout.locked_until(officer.username),
        "open_sessions": SignIn.objects.filter(officer=officer).open().count(),
        "proposals": duties.told(proposed[:_SHOWN]),
        "is_proposed": proposed.open().exists(),
    }
    if by.is_security_admin:
        context["refused"] = failures.refused(officer)[:_SHOWN]
    return render(request, "cases/administration/officer_detail.html", context)
