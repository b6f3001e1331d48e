"""Pages of the case itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from cases.access.views import (
    CreateView,
    DetailView,
    ListView,
    UpdateView,
    officer_of,
)
from cases.casefiles import keeping, notices, services
from cases.casefiles.filters import CaseFilterSet
from cases.casefiles.forms import (
    CaseForm,
    HandOverForm,
    MemberForm,
    MembershipForm,
    NoteForm,
)
from cases.casefiles.mixins import CasePage
from cases.casefiles.models import Case, CaseMember, Note, Standing
from cases.casefiles.permissions import WHY, Ability
from cases.casefiles.tables import CaseTable


class CaseListView(ListView):
    model = Case
    table_class = CaseTable
    filterset_class = CaseFilterSet
    title = _("Cases")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("lead_unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.officer.is_police:
            context["create_url"] = reverse("cases:case_create")
        return context


class CaseDetailView(CasePage, DetailView):
    model = Case
    template_name = "cases/casefiles/case_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["members"] = self.case.members.select_related("officer__unit")
        context["today"] = timezone.localdate()
        context["why"] = WHY.get(Standing(self.case.standing))
        if self.officer.is_police:
            context["notes"] = self.case.notes.select_related("author")
            context["standings"] = self.case.standings.select_related("officer")
            context["retirement"] = keeping.open_retirement(self.case)
            context["kept_until"] = keeping.kept_until(self.case)
        return context


class CaseCreateView(CreateView):
    model = Case
    form_class = CaseForm
    title = _("Open a case")
    back = "cases:case_list"

    def dispatch(self, request: HttpRequest, *a: Any, **kw: Any) -> HttpResponseBase:
        if not self.officer.is_police:
            raise PermissionDenied
        return super().dispatch(request, *a, **kw)

    def get_initial(self) -> dict[str, Any]:
        return {"province": self.officer.unit.province}

    def save(self, form: ModelForm[Any]) -> Case:
        return services.open_case(officer=self.officer, **form.cleaned_data)


class CaseUpdateView(CasePage, UpdateView):
    model = Case
    form_class = CaseForm
    ability = Ability.MANAGE
    title = _("Edit the case")

    def save(self, form: ModelForm[Any]) -> Case:
        return services.update_case(
            officer=self.officer,
            case=self.case,
            version=self.seen_version,
            **form.cleaned_data,
        )


class InCaseCreateView(CasePage, CreateView):
    """Adds something to the case and goes back to its page."""

    def get_success_url(self) -> str:
        return reverse("cases:case_detail", args=[self.case.pk])


class MemberCreateView(InCaseCreateView):
    model = CaseMember
    form_class = MemberForm
    ability = Ability.MANAGE
    title = _("Add a member")

    def save(self, form: ModelForm[Any]) -> CaseMember:
        fields = dict(form.cleaned_data)
        return services.add_member(
            officer=self.officer,
            case=self.case,
            member=fields.pop("officer"),
            **fields,
        )


class MemberUpdateView(CasePage, UpdateView):
    model = CaseMember
    form_class = MembershipForm
    ability = Ability.MANAGE
    title = _("Edit the membership")

    def get_queryset(self) -> Any:
        cases = Case.objects.visible_to(self.officer)
        return CaseMember.objects.filter(case__in=cases)

    def save(self, form: ModelForm[Any]) -> CaseMember:
        return services.update_member(
            officer=self.officer,
            membership=self.object,
            version=self.seen_version,
            **form.cleaned_data,
        )

    def get_success_url(self) -> str:
        return reverse("cases:case_detail", args=[self.case.pk])


@require_POST
def member_end(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request)
    cases = Case.objects.visible_to(officer)
    memberships = CaseMember.objects.filter(case__in=cases)
    membership = get_object_or_404(memberships, pk=pk)
    try:
        services.end_member(officer=officer, membership=membership)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return HttpResponseRedirect(membership.case.get_absolute_url())


@require_POST
def notices_seen(request: HttpRequest) -> HttpResponse:
    last = request.POST.get("last", "")
    # As many digits as a key can have.
    if last.isdecimal() and len(last) < 19:
        notices.mark_seen(officer_of(request), int(last))
    return HttpResponseRedirect(reverse("cases:home"))


class NoteCreateView(InCaseCreateView):
    model = Note
    form_class = NoteForm
    ability = Ability.WRITE
    title = _("Add a note")

    def save(self, form: ModelForm[Any]) -> Note:
        return services.add_note(
            officer=self.officer, case=self.case, text=form.cleaned_data["text"]
        )


class HandOverView(CasePage, FormView[HandOverForm]):
    form_class = HandOverForm
    ability = Ability.MANAGE
    template_name = "cases/casefiles/hand_over.html"

    def form_valid(self, form: HandOverForm) -> HttpResponse:
        try:
            services.hand_over(
                officer=officer_of(self.request),
                case=self.case,
                unit=form.cleaned_data["unit"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return HttpResponseRedirect(reverse("cases:case_detail", args=[self.case.pk]))
