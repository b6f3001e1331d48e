"""The order of lists."""

from __future__ import annotations

import pytest
from django.utils import translation

from cases.casefiles.models import Case
from cases.casefiles.tables import CaseTable as ListedCases
from cases.common.tables import BaseTable
from cases.templatetags.casedesk import figure
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


@pytest.mark.django_db
def test_a_date_is_given_room_by_every_list_of_cases() -> None:
    make_case(lead=make_officer("lead"), filed_on="2021-01-30")
    row = str(ListedCases(Case.objects.all()).body())
    assert '<td class="moment">2021-01-30</td>' in row


def test_a_figure_has_its_thousands_apart_in_every_language() -> None:
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert figure(15397.66, 1) == "15,397.7"
