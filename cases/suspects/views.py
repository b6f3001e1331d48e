"""The pages of this slice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.access.views import ListView
from cases.casefiles.mixins import CaseList
from cases.suspects.filters import SuspectFilterSet
from cases.suspects.models import Suspect
from cases.suspects.tables import SuspectTable


class SuspectListView(CaseList, ListView):
    model = Suspect
    table_class = SuspectTable
    filterset_class = SuspectFilterSet
    title = _("Suspects")
