"""Where an officer's word on links arrives, from a page or from a row of a list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.generic.detail import SingleObjectMixin

from cases.access.views import Scoped, officer_of
from cases.casefiles.mixins import CasePage
from cases.casefiles.permissions import Ability
from cases.common.models import EditConflict
from cases.common.rows import RowWriter
from cases.matching import services
from cases.matching.forms import BulkJudgeForm, JudgeForm
from cases.matching.models import FraudLink
from cases.matching.review import queue
from cases.matching.review.two_officers import OwnProposal
from cases.matching.tables import FraudLinkTable


def back(request: HttpRequest) -> str:
    """The page that the officer came from, if it is one of ours."""
    address = request.POST.get("back", "")
    own = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if own else reverse("cases:link_list")


class JudgeView(CasePage, Scoped, SingleObjectMixin[Any], View):
    """Confirm or reject one link, leave it unsure, or take the last word back."""

    model = FraudLink
    ability = Ability.MATCH

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("case", "dataset", "report")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = JudgeForm(request.POST)
        if form.is_valid():
            note = self._judge(form.cleaned_data)
        else:
            note = _("The judgement was not understood; nothing was saved.")
        if getattr(request, "htmx", False):
            return self._row(note)
        if note:
            messages.warning(request, note)
        return HttpResponseRedirect(back(request))

    def _judge(self, given: dict[str, Any]) -> str:
        try:
            services.judge(officer=self.officer, link=self.page_object, **given)
        except EditConflict as conflict:
            return _told(conflict)
        except OwnProposal as refused:
            return str(refused.messages[0])
        return ""

    def _row(self, note: str) -> HttpResponse:
        """The link's row of the list, as it stands now."""
        chosen = self.officer.columns.get(FraudLinkTable.__name__)
        shown = chosen or FraudLinkTable.default_columns()
        table = FraudLinkTable(
            [self.get_queryset().get(pk=self.page_object.pk)],
            judged=queue.judgeable_cases(self.officer),
            back=back(self.request),
            note=note,
            exclude=[n for n in FraudLinkTable.column_names() if n not in shown],
            request=self.request,
        )
        return HttpResponse(RowWriter(table).rows(table.rows))


def _told(conflict: EditConflict) -> str:
    current = conflict.current
    assert isinstance(current, FraudLink)  # noqa: S101 - for the type checker
    last = current.judgements.select_related("officer").first()
    return _(
        "%(officer)s has judged this link meanwhile: %(judgement)s. Yours was"
        " not saved."
    ) % {
        "officer": last.officer if last else _("Somebody else"),
        "judgement": current.get_judgement_display(),
    }


class BulkJudgeView(View):
    """The same word on all ticked links."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BulkJudgeForm(request.POST)
        if not form.is_valid():
            for problems in form.errors.values():
                messages.error(request, str(problems[0]))
            return HttpResponseRedirect(back(request))
        try:
            judged = services.judge_many(
                officer=officer_of(request),
                seen=form.seen,
                judgement=form.cleaned_data["judgement"],
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            tell(request, judged)
        return HttpResponseRedirect(back(request))


def tell(request: HttpRequest, judged: services.Judged) -> None:
    """How a judgement of many ended, in words."""
    text = ngettext("%d link judged.", "%d links judged.", judged.count)
    messages.success(request, text % judged.count)
    left = (
        (
            judged.conflicts,
            ngettext(
                "%d link was judged by somebody else meanwhile and stays as it is.",
                "%d links were judged by somebody else meanwhile and stay as they are.",
                judged.conflicts,
            ),
        ),
        (
            judged.own,
            ngettext(
                "%d link was proposed by you: a second officer has to confirm it.",
                "%d links were proposed by you: a second officer has to confirm them.",
                judged.own,
            ),
        ),
    )
    for count, told in left:
        if count:
            messages.warning(request, told % count)
