"""The pages of this slice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.access.views import ListView
from cases.casefiles.mixins import CaseList
from cases.summaries.filters import SummaryFilterSet
from cases.summaries.models import Summary
from cases.summaries.tables import SummaryTable


class SummaryListView(CaseList, ListView):
    model = Summary
    table_class = SummaryTable
    filterset_class = SummaryFilterSet
    title = _("Case summaries")
