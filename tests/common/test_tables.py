"""The order of lists, and what stands above and in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.urls import get_resolver
from django.utils import translation

from cases.casefiles.models import Case
from cases.casefiles.tables import CaseTable as ListedCases
from cases.common.tables import BaseTable
from cases.seizures.tables import SavedLayoutTable, SeizedFileTable
from cases.templatetags.casedesk import figure
from tests.people import make_case, make_officer

# What these lists have to be told besides.
TOLD: Final[dict[type[BaseTable], dict[str, Any]]] = {
    SavedLayoutTable: {"officer": None},
    SeizedFileTable: {"may_confirm": False},
}
IN_NO_LANGUAGE: Final = {"#", "", "SHA-256"}


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


def tables(above: type[BaseTable] = BaseTable) -> Iterator[type[BaseTable]]:
    """All lists of the application; the URLconf has imported them."""
    for table in above.__subclasses__():
        if table.__module__.startswith("cases."):
            yield table
        yield from tables(table)


def headings(table: type[BaseTable], language: str) -> dict[str, str]:
    with translation.override(language):
        model = table._meta.model
        made = table(model.objects.none() if model else [], **TOLD.get(table, {}))
        return {name: str(made.columns[name].header) for name in made.columns.names()}


def test_every_heading_is_in_both_languages() -> None:
    get_resolver().url_patterns  # noqa: B018 - imports the slices
    found = list(tables())
    assert {ListedCases, SeizedFileTable} <= set(found)
    for table in found:
        chinese = headings(table, "zh-hans")
        for name, english in headings(table, "en").items():
            same = english == chinese[name]
            assert not same or english in IN_NO_LANGUAGE, (table.__name__, name)
