"""The review queue and a link's page."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from cases.access.views import DetailView, ListView
from cases.casefiles.filters import visible_cases
from cases.casefiles.mixins import CasePage
from cases.casefiles.permissions import Ability
from cases.matching.filters import FraudLinkFilterSet, covers
from cases.matching.models import FraudLink
from cases.matching.review import queue
from cases.matching.review.sides import first_side, report_side, seized_side
from cases.matching.review.two_officers import is_own_proposal
from cases.matching.score.rules import HIGHEST, RULES, explain, in_general, points
from cases.matching.tables import FraudLinkTable
from cases.reveals.pages import masked_record

# What the columns of the queue read, and what judging a row needs.
_LISTED: Final = (
    "case_id",
    "kind",
    "mask",
    "rows",
    "score",
    "judgement",
    "proposed_by_id",
    "version",
    "dataset__title",
    "report__number",
    "report__method",
    "report__province",
    "report__reported_on",
    "report__loss",
)


class LinkListView(ListView):
    """The review queue; filtered to one case, it stands under the case's head."""

    model = FraudLink
    table_class = FraudLinkTable
    filterset_class = FraudLinkFilterSet
    template_name = "cases/matching/link_list.html"
    title = _("Fraud links")

    @cached_property
    def visible(self) -> QuerySet[Any]:
        return queue.listed(self.officer, visible_cases(self.request))

    def get_queryset(self) -> QuerySet[Any]:
        return self.visible.select_related("dataset", "report").only(*_LISTED)

    @cached_property
    def judged(self) -> frozenset[int]:
        return queue.judgeable_cases(self.officer)

    @cached_property
    def counts(self) -> list[tuple[str, Any, int]]:
        """What stands above the list of one case. A filter or a page asks for the list
        alone: nothing above it to count."""
        case = self._chosen.get("case")
        if not case or getattr(self.request, "htmx", False):
            return []
        return queue.by_judgement(self.officer, case)

    @cached_property
    def _chosen(self) -> dict[str, Any]:
        """What the list is filtered by."""
        form = self.filterset.form
        found = form.cleaned_data.items() if form.is_valid() else ()
        return {name: value for name, value in found if value not in (None, "")}

    def get_table_pagination(self, table: Any) -> dict[str, Any]:
        """What the counts above it tell of the list is not counted again."""
        pagination = super().get_table_pagination(table)
        if self.counts and self._chosen.keys() <= {"case", "judgement"}:
            pagination["found"] = sum(
                count
                for judgement, _label, count in self.counts
                if covers(self._chosen.get("judgement", ""), judgement)
            )
        return pagination

    def get_table_kwargs(self) -> dict[str, Any]:
        return {**super().get_table_kwargs(), "judged": self.judged}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["may_judge"] = bool(self.judged)
        case = self._chosen.get("case")
        if case and not getattr(self.request, "htmx", False):
            context["case"] = case
            context["may_match"] = case.pk in self.judged
            context["counts"] = self.counts
        return context


class LinkDetailView(CasePage, DetailView):
    model = FraudLink
    template_name = "cases/matching/link_detail.html"

    def get_queryset(self) -> QuerySet[Any]:
        return (
            super()
            .get_queryset()
            .select_related(
                "case",
                "dataset__exhibit",
                "dataset__holder",
                "report",
                "first_file",
                "shared_file",
                "run",
                "proposed_by",
                "explanation",
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        link: FraudLink = self.object
        context["link"] = link
        context["reasons"] = explain(link.reasons)
        context["seized"], context["first"] = seized_side(link), first_side(link)
        context["record"] = masked_record(
            self.request,
            link,
            context["seized"].lines,
            reverse("cases:link_reveal", args=[link.pk]),
            allowed=Ability.REVEAL in self.can,
        )
        context["report"] = report_side(link)
        context["history"] = link.judgements.select_related("officer__unit")
        context["may_judge"] = Ability.MATCH in self.can
        own = is_own_proposal(link, self.officer)
        context["own"] = own and self.case.two_officers
        if context["may_judge"]:
            context["next_link"] = queue.next_open(self.officer, self.case, after=link)
        context["back"] = reverse("cases:link_detail", args=[link.pk])
        return context


class ScoreView(TemplateView):
    """The rules, as they are applied."""

    template_name = "cases/matching/score.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = [
            (rule.title, [(points(code), in_general(code)) for code in rule.outcomes])
            for rule in RULES
        ]
        return super().get_context_data(
            title=_("How the score is made"), rules=rules, highest=HIGHEST, **kwargs
        )
