"""One pair of data sets: what they share, who was first, what officers say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic.detail import SingleObjectMixin

from cases.access.views import DetailView, Scoped
from cases.casefiles.mixins import CasePage
from cases.casefiles.permissions import Ability, abilities
from cases.common.models import EditConflict
from cases.common.sealing import KIND_LABELS
from cases.lineage import services
from cases.lineage.forms import WordForm
from cases.lineage.models import Pair, PairQuerySet
from cases.lineage.wording import balance, evidence, percent, proposal


@dataclass(frozen=True)
class KindRow:
    """One kind of identifier in both data sets, the earlier one first."""

    label: Any
    earlier: int
    later: int
    shared: int

    @property
    def of_earlier(self) -> str:
        return percent(self.shared / self.earlier) if self.earlier else "—"

    @property
    def of_later(self) -> str:
        return percent(self.shared / self.later) if self.later else "—"

    @property
    def only_earlier(self) -> int:
        return self.earlier - self.shared

    @property
    def only_later(self) -> int:
        return self.later - self.shared


def kind_rows(pair: Pair) -> list[KindRow]:
    earlier, later = pair.unique_first, pair.unique_second
    if pair.is_turned:
        earlier, later = later, earlier
    return [
        KindRow(label, earlier.get(kind, 0), later.get(kind, 0), shared)
        for kind, label in KIND_LABELS.items()
        if (shared := pair.shared.get(kind, 0)) or kind in earlier or kind in later
    ]


class PairPage(CasePage, Scoped):
    """A page about one pair, read with its two data sets."""

    model = Pair

    def get_queryset(self) -> PairQuerySet:
        return Pair.objects.visible_to(self.officer).with_sets()


class PairDetailView(PairPage, DetailView):
    template_name = "cases/lineage/pair_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pair: Pair = self.object
        words = list(pair.words.select_related("officer__unit"))
        return super().get_context_data(
            title=str(pair),
            pair=pair,
            kinds=kind_rows(pair),
            proposal=proposal(pair),
            balance=balance(pair),
            evidence=evidence(pair),
            words=words,
            judged_another=bool(words) and words[0].direction != pair.direction,
            may_judge=Ability.MATCH in self.can
            and Ability.MATCH in abilities(self.officer, pair.second.case),
            **kwargs,
        )


class PairJudgeView(PairPage, SingleObjectMixin[Any], View):
    ability = Ability.MATCH

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = WordForm(request.POST)
        if form.is_valid():
            problem = self._judge(form.cleaned_data)
        else:
            problem = _("The judgement was not understood; nothing was saved.")
        if problem:
            messages.warning(request, problem)
        return HttpResponseRedirect(self.page_object.get_absolute_url())

    def _judge(self, given: dict[str, Any]) -> str:
        try:
            services.judge(officer=self.officer, pair=self.page_object, **given)
        except EditConflict:
            return _(
                "The proposal or its judgement has changed since you saw it. Yours was"
                " not saved: look at it again."
            )
        except ValidationError as error:
            return " ".join(error.messages)
        except PermissionDenied:
            return _(
                "You may not judge in the case of the other data set; nothing was"
                " saved."
            )
        return ""
