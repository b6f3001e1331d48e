"""The pages of this slice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.access.views import ListView
from cases.casefiles.mixins import CaseList
from cases.matching.filters import FraudLinkFilterSet, MatchRunFilterSet
from cases.matching.models import FraudLink, MatchRun
from cases.matching.tables import FraudLinkTable, MatchRunTable


class MatchRunListView(CaseList, ListView):
    model = MatchRun
    table_class = MatchRunTable
    filterset_class = MatchRunFilterSet
    title = _("Match runs")


class LinkListView(CaseList, ListView):
    model = FraudLink
    table_class = FraudLinkTable
    filterset_class = FraudLinkFilterSet
    title = _("Fraud links")
