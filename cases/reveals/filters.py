"""What the list of reveals can be narrowed to."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.access.views import officer_of
from cases.common.forms import DateInput
from cases.reveals.models import Reason, Reveal, RevealQuerySet


def officers_seen(request: HttpRequest) -> QuerySet[Officer]:
    reveals = Reveal.objects.visible_to(officer_of(request))
    return Officer.objects.filter(pk__in=reveals.order_by().values("officer"))


class RevealFilterSet(django_filters.FilterSet):
    officer = django_filters.ModelChoiceFilter(
        queryset=cast(Any, officers_seen), empty_label=_("All officers")
    )
    day = django_filters.DateFilter(method="on_day", label=_("Day"), widget=DateInput())
    reason = django_filters.ChoiceFilter(
        choices=Reason.choices, empty_label=_("All reasons")
    )

    class Meta:
        model = Reveal
        fields = ["officer"]

    def on_day(self, reveals: RevealQuerySet, _name: str, day: date) -> RevealQuerySet:
        return reveals.on(day)
