"""The order of lists."""

from __future__ import annotations

import pytest

from cases.casefiles.models import Case
from cases.common.tables import BaseTable
from tests.people import make_case, make_officer


class CaseTable(BaseTable):
    class Meta(BaseTable.Meta):
        model = Case
        fields = ("province",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sort", "newest_first"), [("province", True), ("-province", False)]
)
def test_rows_that_are_equal_stand_in_one_order(sort: str, newest_first: bool) -> None:
    lead = make_officer("lead")
    made = [make_case(lead=lead) for _ in range(5)]
    assert len({case.province for case in made}) == 1
    shown = [row.record for row in CaseTable(Case.objects.all(), order_by=sort).rows]
    assert shown == (made[::-1] if newest_first else made)


@pytest.mark.django_db
def test_without_a_chosen_column_the_model_s_order_stands() -> None:
    table = CaseTable(Case.objects.order_by("title"))
    assert table.data.data.query.order_by == ("title",)
