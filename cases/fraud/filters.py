"""What the lists of this slice can be filtered by."""

from __future__ import annotations

import django_filters

from cases.fraud.models import FraudReport


class FraudReportFilterSet(django_filters.FilterSet):
    class Meta:
        model = FraudReport
        fields = ["province", "method"]
