"""The pages of this slice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.access.views import ListView
from cases.casefiles.mixins import CaseList
from cases.operations.filters import OperationFilterSet
from cases.operations.models import Operation
from cases.operations.tables import OperationTable


class OperationListView(CaseList, ListView):
    model = Operation
    table_class = OperationTable
    filterset_class = OperationFilterSet
    title = _("Operations")
