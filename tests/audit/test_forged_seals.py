"""Somebody with every right in the database forges the seals, and is found."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from cases.access.models import Officer
from cases.audit import verifying
from tests.audit.making import by_hand, faults, write


@pytest.fixture(autouse=True)
def trail(lead: Officer) -> None:
    """Twelve entries in three seals."""
    write(lead, 12, seal_each=4)
    assert verifying.verify().faults == []


def seals_at_fault() -> set[int]:
    found = verifying.verify().faults
    return {fault.where["seal"] for fault in found if "seal" in fault.where}


@pytest.mark.parametrize(
    "change",
    [
        "at = at - interval '1 microsecond'",
        "entry_ids = array_append(entry_ids, 999999999)",
        "entry_ids = entry_ids[2:] || entry_ids[1:1]",
        "total = total + 1",
        "digest = sha256('x')",
        "previous = sha256('x')",
        "hash = sha256('x')",
    ],
)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_any_changed_column_of_a_seal_is_found(number: int, change: str) -> None:
    by_hand(
        "UPDATE cases_seal SET {change} WHERE number = {number}",
        change=change,
        number=number,
    )
    assert number in seals_at_fault()


def test_seals_in_another_order_are_found() -> None:
    by_hand(
        "UPDATE cases_seal SET number = -1 WHERE number = 2",
        "UPDATE cases_seal SET number = 2 WHERE number = 3",
        "UPDATE cases_seal SET number = 3 WHERE number = -1",
    )
    assert {"seal_changed", "seal_replaced"} & set(faults())


def test_an_inserted_seal_is_found_though_it_copies_a_true_one() -> None:
    others = "at, entry_ids, total, digest, previous, hash"
    by_hand(
        "INSERT INTO cases_seal (number, {others})"
        " SELECT 4, {others} FROM cases_seal WHERE number = 3",
        others=others,
    )
    assert 4 in seals_at_fault()


def test_nobody_learns_of_a_good_end_where_there_is_a_fault() -> None:
    by_hand("UPDATE cases_seal SET total = 0 WHERE number = 3")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")
    assert ended.value.code not in {0, None}
