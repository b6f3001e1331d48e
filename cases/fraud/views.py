"""The pages of this slice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.access.views import ListView
from cases.fraud.filters import FraudReportFilterSet
from cases.fraud.models import FraudReport
from cases.fraud.tables import FraudReportTable


class FraudReportListView(ListView):
    model = FraudReport
    table_class = FraudReportTable
    filterset_class = FraudReportFilterSet
    title = _("Fraud reports")
