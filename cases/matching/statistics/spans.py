"""Into which spans the days between data and fraud are put."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Span(NamedTuple):
    """Days between two dates, both ends included; None: no end there."""

    code: str
    label: Promise
    first: int | None
    last: int | None

    def holds(self, days: int) -> bool:
        after = self.first is None or self.first <= days
        return after and (self.last is None or days <= self.last)


SPANS: Final = (
    Span("before", gettext_lazy("fraud more than a year earlier"), None, -366),
    Span("shortly", gettext_lazy("fraud up to a year earlier"), -365, -1),
    Span("week", gettext_lazy("fraud 0 to 7 days later"), 0, 7),
    Span("month", gettext_lazy("8 to 30 days later"), 8, 30),
    Span("quarter", gettext_lazy("31 to 90 days later"), 31, 90),
    Span("year", gettext_lazy("91 to 365 days later"), 91, 365),
    Span("years", gettext_lazy("1 to 2 years later"), 366, 730),
    Span("later", gettext_lazy("more than 2 years later"), 731, None),
)
