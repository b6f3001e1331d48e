"""Pages that close, seal and retire a case."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from cases.access.views import officer_of
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles import keeping
from cases.casefiles.mixins import CasePage
from cases.casefiles.models import Case, Standing
from cases.casefiles.permissions import Ability
from cases.consents.forms import AnswerForm, ReasonForm
from cases.consents.models import Answer, Proposal


class KeepingView(CasePage, FormView[ReasonForm], ABC):
    """Asks for a reason, and says beforehand what it will mean."""

    form_class = ReasonForm
    ability = Ability.KEEP
    template_name = "cases/casefiles/keeping_form.html"
    title: ClassVar[Any]
    meaning: ClassVar[Any]

    @abstractmethod
    def act(self, reason: str) -> None:
        """Do what was asked for; raises ValidationError where it cannot be done."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title, meaning=self.meaning, **kwargs
        )

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        try:
            self.act(form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        return HttpResponseRedirect(self.case.get_absolute_url())


class MoveView(KeepingView):
    to: ClassVar[Standing]

    def act(self, reason: str) -> None:
        officer = officer_of(self.request)
        keeping.move(officer=officer, case=self.case, to=self.to, reason=reason)


class CloseView(MoveView):
    to = Standing.CLOSED
    title = gettext_lazy("Close the case")
    meaning = gettext_lazy(
        "Nothing is added to a closed case and no operation is planned in it. New fraud"
        " reports are still matched with its data. It can be taken up again."
    )


class ReopenView(MoveView):
    to = Standing.OPEN
    title = gettext_lazy("Take the case up again")
    meaning = gettext_lazy("The case is worked on as before; the reason stays.")


class SealView(MoveView):
    to = Standing.SEALED
    title = gettext_lazy("Seal the case")
    meaning = gettext_lazy(
        "A sealed case can be read. Nothing in it can be changed or added, by anybody,"
        " and its data are no longer matched. The retention time begins."
    )


class UnsealView(MoveView):
    to = Standing.CLOSED
    title = gettext_lazy("Lift the seal")
    meaning = gettext_lazy(
        "The case is a closed one again. When it is sealed anew, the retention time"
        " begins anew."
    )


class RetireView(KeepingView):
    title = gettext_lazy("Propose to retire the case")
    meaning = gettext_lazy(
        "Another lead investigator must agree. A retired case is not searched and not"
        " matched; only its lead can still read it, and nobody can take it back."
    )

    def act(self, reason: str) -> None:
        officer = officer_of(self.request)
        keeping.propose_retirement(officer=officer, case=self.case, reason=reason)
        messages.success(
            self.request, _("Proposed. Another lead investigator must agree.")
        )


def retirement(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal to retire a case; POST is the answer to it.

    It shows the case's number and title to a lead above who is not in the case.
    """
    officer = officer_of(request)
    proposals = Proposal.objects.filter(kind=keeping.RETIRE).select_related("officer")
    proposal = get_object_or_404(proposals, pk=pk)
    case = Case.objects.select_related("lead_unit").get(pk=proposal.object_id)
    if not keeping.is_lead_above(officer, case):
        raise Http404
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            keeping.answer_retirement(
                officer=officer,
                proposal=proposal,
                outcome=Answer.Outcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Your answer is recorded."))
            return HttpResponseRedirect(reverse("cases:retirement_detail", args=[pk]))
    audit.record(officer=officer, action=Action.READ, obj=proposal, case_id=case.pk)
    context = {
        "title": _("Retirement of a case"),
        "proposal": proposal,
        "of_case": case,
        "sees_case": Case.objects.visible_to(officer).filter(pk=case.pk).exists(),
        "is_own": proposal.officer_id == officer.pk,
        "form": form,
    }
    return render(request, "cases/casefiles/retirement_detail.html", context)
