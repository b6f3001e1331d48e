"""Names and days, as the document tells them."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from cases.summaries.facts import AliasFact
from cases.templatetags.summaries import person, seen


def test_whoever_is_named_by_a_function_gets_no_pinyin() -> None:
    with translation.override("en"):
        assert person("王超") == "王超 (Wang Chao)"
        assert person("侦查员丙") == "侦查员丙"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2020, 9, 1), None, "from 2020-09-01"),
        (None, date(2021, 1, 2), "until 2021-01-02"),
        (date(2020, 9, 1), date(2021, 1, 2), "2020-09-01 to 2021-01-02"),
        (date(2020, 9, 1), date(2020, 9, 1), "2020-09-01"),
        (None, None, "—"),
    ],
)
def test_the_days_of_an_online_name_are_told_as_far_as_they_are_known(
    first: date | None, last: date | None, told: str
) -> None:
    assert seen(AliasFact("QQ", "水果批发", first, last, "")) == told
