"""The pages of this slice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.access.views import ListView
from cases.casefiles.mixins import CaseList
from cases.seizures.filters import ExhibitFilterSet, SeizedDatasetFilterSet
from cases.seizures.models import Exhibit, SeizedDataset
from cases.seizures.tables import ExhibitTable, SeizedDatasetTable


class ExhibitListView(CaseList, ListView):
    model = Exhibit
    table_class = ExhibitTable
    filterset_class = ExhibitFilterSet
    title = _("Exhibits")


class DatasetListView(CaseList, ListView):
    model = SeizedDataset
    table_class = SeizedDatasetTable
    filterset_class = SeizedDatasetFilterSet
    title = _("Seized data sets")
