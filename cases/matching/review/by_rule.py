"""One judgement, with one reason, of all links of a case of which a rule says the
same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from cases.access.models import Officer
from cases.access.views import officer_of
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.mixins import CasePage
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability, require
from cases.matching import services
from cases.matching.forms import RuleForm
from cases.matching.models import Explanation, FraudLink
from cases.matching.review.judging import tell

# Each link gets its own judgement and its own entry in the trail: the officer can wait
# for so many.
AT_ONCE: Final = 2_000


@dataclass(frozen=True)
class Chosen:
    """Links not judged yet to which the rule gave `outcome` and whose score lies
    between the two, both included; with `until`, only those found up to then."""

    outcome: str
    least: int
    most: int
    until: datetime | None = None

    def links(self, officer: Officer, case: Case) -> QuerySet[FraudLink]:
        said = Explanation.objects.filter(reasons__contains=[{"code": self.outcome}])
        found = (
            FraudLink.objects.visible_to(officer)
            .open()
            .filter(
                case=case,
                # Themselves instead of a join: there are some thousands.
                explanation__in=list(said.values_list("pk", flat=True)),
                score__range=(self.least, self.most),
            )
        )
        return found.filter(created_at__lte=self.until) if self.until else found


@transaction.atomic
def judge_chosen(
    *, officer: Officer, case: Case, chosen: Chosen, judgement: str, reason: str
) -> services.Judged:
    """The heaviest AT_ONCE of them. Raises ValidationError as `judge_many` does."""
    require(officer, case, Ability.MATCH)
    links = chosen.links(officer, case).values_list("pk", "version")
    judged = services.judge_many(
        officer=officer, seen=dict(links[:AT_ONCE]), judgement=judgement, reason=reason
    )
    audit.record(
        officer=officer,
        action=Action.JUDGE,
        obj=case,
        rule=chosen.outcome,
        score=[chosen.least, chosen.most],
        links=judged.count,
    )
    return judged


class JudgeByRuleView(CasePage, FormView[RuleForm]):
    """First shows how many links there are, then judges them."""

    form_class = RuleForm
    ability = Ability.MATCH
    template_name = "cases/matching/rule_form.html"

    def form_valid(self, form: RuleForm) -> HttpResponse:
        officer, given = officer_of(self.request), form.cleaned_data
        chosen = Chosen(given["outcome"], given["least"], given["most"], given["until"])
        if not given["judgement"] or chosen.until is None:
            return self._shown(form, chosen)
        try:
            judged = judge_chosen(
                officer=officer,
                case=self.case,
                chosen=chosen,
                judgement=given["judgement"],
                reason=given["reason"],
            )
        except ValidationError as error:
            form.add_error("reason", ValidationError(error.messages))
            return self._shown(form, chosen)
        tell(self.request, judged)
        left = chosen.links(officer, self.case).count()
        if left:
            text = ngettext(
                "%(count)s more link meets the rule.",
                "%(count)s more links meet the rule.",
                left,
            )
            messages.info(self.request, text % {"count": f"{left:,}"})
            return self._page(form, left, chosen.until)
        address = reverse("cases:link_list")
        return HttpResponseRedirect(f"{address}?case={self.case.pk}")

    def _shown(self, form: RuleForm, chosen: Chosen) -> HttpResponse:
        """What the rule finds now; a link that is found later is not judged along."""
        found = chosen.links(officer_of(self.request), self.case).aggregate(
            links=Count("pk"), newest=Max("created_at")
        )
        return self._page(form, found["links"], chosen.until or found["newest"])

    def _page(self, form: RuleForm, found: int, until: datetime | None) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(form=form, found=found, until=until, at_once=AT_ONCE)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Judge links by a rule")
        return super().get_context_data(title=title, **kwargs)
