"""The pages of operations and their teams; the live board is `board_views`."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from cases.access.views import (
    CreateView,
    DetailView,
    ListView,
    Scoped,
    UpdateView,
    officer_of,
)
from cases.casefiles.mixins import CaseFormPage, CaseList, CasePage
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability
from cases.operations import services
from cases.operations.filters import OperationFilterSet
from cases.operations.forms import OperationForm, TeamForm
from cases.operations.models import Operation, Team
from cases.operations.progress import states_after
from cases.operations.tables import OperationTable


class OperationListView(CaseList, ListView):
    model = Operation
    table_class = OperationTable
    filterset_class = OperationFilterSet
    title = _("Operations")
    create_ability = Ability.OPERATE

    def get_queryset(self) -> Any:
        operations = Operation.objects.visible_to(self.officer)
        return operations.select_related("case").with_counts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.case and context["may_create"]:
            context["create_url"] = reverse(
                "cases:operation_create", args=[self.case.pk]
            )
        return context


class OperationDetailView(CasePage, DetailView):
    model = Operation
    template_name = "cases/operations/operation_detail.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("case")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        teams = self.object.teams.prefetch_related("targets__aliases")
        return super().get_context_data(
            teams=teams,
            without_target=[team for team in teams if not team.targets.all()],
            planners=self.object.planners.select_related("unit"),
            possible=states_after(self.object.state),
            **kwargs,
        )


class FormOfCase(CaseFormPage):
    """A form that offers what the case has: its members, its suspects."""

    ability = Ability.OPERATE


class OperationCreateView(FormOfCase, CreateView):
    model = Operation
    form_class = OperationForm
    title = _("Plan an operation")

    def get_initial(self) -> dict[str, Any]:
        return {"planners": [self.officer.pk]}

    def save(self, form: ModelForm[Any]) -> Operation:
        return services.plan_operation(
            officer=self.officer, case=self.case, **form.cleaned_data
        )


class OperationUpdateView(FormOfCase, UpdateView):
    model = Operation
    form_class = OperationForm
    title = _("Edit the operation")

    def save(self, form: ModelForm[Any]) -> Operation:
        return services.update_operation(
            officer=self.officer,
            operation=self.object,
            version=self.seen_version,
            **form.cleaned_data,
        )

    def get_success_url(self) -> str:
        # Whoever is no longer a planner cannot open the operation.
        if self.get_queryset().filter(pk=self.object.pk).exists():
            return str(self.object.get_absolute_url())
        return f"{reverse('cases:operation_list')}?case={self.case.pk}"


class OperationStepView(CasePage, Scoped, SingleObjectMixin[Operation], View):
    """Gives the go, ends the operation or calls it off."""

    model = Operation
    ability = Ability.OPERATE
    http_method_names = ["post"]
    steps = {
        "go": services.give_go,
        "end": services.end_operation,
        "call-off": services.call_off,
    }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        operation = self.get_object()
        step = request.POST.get("step", "")
        if step in self.steps:
            try:
                self.steps[step](officer=self.officer, operation=operation)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
        page = "operation_board" if step == "go" else "operation_detail"
        return HttpResponseRedirect(reverse(f"cases:{page}", args=[operation.pk]))


class TeamCreateView(FormOfCase, CreateView):
    model = Team
    form_class = TeamForm
    title = _("Add a team")
    template_name = "cases/operations/team_form.html"

    @cached_property
    def operation(self) -> Operation:
        operations = Operation.objects.visible_to(officer_of(self.request))
        return get_object_or_404(
            operations.select_related("case"), pk=self.kwargs["operation_pk"]
        )

    @cached_property
    def case(self) -> Case:
        return self.operation.case

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(operation=self.operation, **kwargs)

    def save(self, form: ModelForm[Any]) -> Team:
        return services.add_team(
            officer=self.officer, operation=self.operation, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        return self.operation.get_absolute_url()


class OfTeamView(FormOfCase, UpdateView):
    """A form about one team, below the name of its operation."""

    model = Team
    template_name = "cases/operations/team_form.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("operation__case")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(operation=self.object.operation, **kwargs)


class TeamUpdateView(OfTeamView):
    form_class = TeamForm
    title = _("Edit the team")

    def save(self, form: ModelForm[Any]) -> Team:
        return services.update_team(
            officer=self.officer,
            team=self.object,
            version=self.seen_version,
            **form.cleaned_data,
        )
