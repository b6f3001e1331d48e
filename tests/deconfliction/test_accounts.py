"""An account that one unit records as a number and another as an online name."""

from __future__ import annotations

import pytest

from cases.access.models import Officer
from cases.deconfliction import services
from cases.deconfliction.models import Comparison, Pointer
from cases.suspects import services as suspects
from cases.suspects.models import Suspect


def as_name(officer: Officer, suspect: Suspect, handle: str) -> None:
    suspects.add_alias(officer=officer, suspect=suspect, platform="QQ", handle=handle)


def as_number(officer: Officer, suspect: Suspect, kind: str, number: str) -> None:
    suspects.add_identifier(officer=officer, suspect=suspect, kind=kind, number=number)


@pytest.mark.parametrize(
    ("kind", "number", "handle"),
    [
        ("qq", "1234567", "１２３４５６７"),
        ("wechat", "fruit-99", "@Fruit-99"),
        ("wechat", "apple_2021", "Apple_2021"),
    ],
)
@pytest.mark.parametrize("name_first", [True, False])
def test_both_leads_are_pointed_to_each_other(
    lead: Officer,
    outsider: Officer,
    mine: Suspect,
    theirs: Suspect,
    kind: str,
    number: str,
    handle: str,
    name_first: bool,
) -> None:
    if name_first:
        as_name(outsider, theirs, handle)
    as_number(lead, mine, kind, number)
    if not name_first:
        as_name(outsider, theirs, handle)
    pointer = Pointer.objects.get()
    assert (pointer.kind, {pointer.first, pointer.second}) == (kind, {mine, theirs})
    assert Comparison.objects.count() == 2


def test_a_name_that_is_no_account_points_to_no_number(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    as_number(outsider, theirs, "qq", "1234567")
    as_name(lead, mine, "1234568")
    as_name(lead, mine, "水果批发")
    assert not Pointer.objects.exists()


def test_both_ways_of_recording_in_both_cases_make_one_pointer_a_kind(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    for officer, suspect in ((outsider, theirs), (lead, mine)):
        as_name(officer, suspect, "1234567")
        as_number(officer, suspect, "qq", "1234567")
    kinds = Pointer.objects.order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["handle", "qq"]
    alias = mine.aliases.get()
    assert services.compare(officer=lead, obj=alias) == []
