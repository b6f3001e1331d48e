"""The live board: it asks every second, and is sent again only when it changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.views import DetailView
from cases.casefiles.mixins import CasePage
from cases.operations import board, services
from cases.operations.forms import ReportForm
from cases.operations.models import Operation, Team
from cases.operations.progress import states_after
from cases.operations.views import OfTeamView

BOARD = "cases/operations/_board.html"


class BoardView(CasePage, DetailView):
    model = Operation
    template_name = "cases/operations/operation_board.html"

    def get_queryset(self) -> Any:
        return board.with_stamp(super().get_queryset().select_related("case"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            board=board.read(self.object),
            possible=states_after(self.object.state),
            **kwargs,
        )


class BoardChangesView(BoardView):
    """The board alone if it is no longer as `seen`; else nothing at all.

    No content (204) makes HTMX leave the page as it is, and is not a reading
    that the trail would have to keep. It costs one query beside the sign-in.
    """

    template_name = BOARD

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.GET.get("seen") == board.stamp(self.page_object):
            return HttpResponse(status=204)
        return super().dispatch(request, *args, **kwargs)


class TeamReportView(OfTeamView):
    """A report from the field: a tap on the board, or the form with a few words.

    A tap through HTMX gets the board back, with what was wrong above it.
    """

    form_class = ReportForm
    template_name = "cases/operations/report_form.html"
    title = gettext_lazy("Report")
    success_message = gettext_lazy("Reported.")

    def get_initial(self) -> dict[str, Any]:
        status = self.request.GET.get("status", "")
        return {"status": status} if status in Team.Status.values else {}

    def save(self, form: ModelForm[Any]) -> Model:
        return services.set_team_status(
            officer=self.officer,
            team=self.object,
            version=self.seen_version,
            **form.cleaned_data,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if not getattr(request, "htmx", False):
            return response
        if response.status_code == 409:
            messages.error(request, _("Another report came first; the board shows it."))
        return self._board()

    def form_invalid(self, form: ModelForm[Any]) -> HttpResponse:
        if getattr(self.request, "htmx", False):
            for problems in form.errors.values():
                messages.error(self.request, " ".join(map(str, problems)))
            return HttpResponse(status=422)
        return super().form_invalid(form)

    def _board(self) -> HttpResponse:
        operations = Operation.objects.visible_to(self.officer).select_related("case")
        operation = get_object_or_404(
            board.with_stamp(operations), pk=self.page_object.operation_id
        )
        context = {"board": board.read(operation), "case": self.case, "can": self.can}
        return render(self.request, BOARD, context)

    def get_success_url(self) -> str:
        address = reverse("cases:operation_board", args=[self.page_object.operation_id])
        return f"{address}#team-{self.page_object.pk}"
