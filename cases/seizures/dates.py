"""The days of a data set, for queries."""

from __future__ import annotations

from django.db.models import Case, DateField, F, Q, When
from django.db.models.functions import TruncDate


def obtained(path: str = "") -> Case:
    """The day on which its holder got the data, by the lookup that leads to the data
    set. Null where it is not known, or lies after the seizure and is a mistake: what
    was seized was not obtained later."""
    day = f"{path}obtained_on"
    until_seizure = Q(**{f"{day}__lte": TruncDate(f"{path}exhibit__seized_at")})
    return Case(
        When(Q(**{f"{path}exhibit": None}) | until_seizure, then=F(day)),
        output_field=DateField(),
    )
