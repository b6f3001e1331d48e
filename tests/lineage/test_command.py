"""The command says what the page shows."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.access.models import Officer
from cases.casefiles.models import Case, Role
from cases.seizures.models import SeizedDataset
from tests.people import join, make_case, make_officer


def test_the_command_prints_what_the_page_shows(
    lead: Officer, case: Case, chain: list[SeizedDataset]
) -> None:
    out = StringIO()
    call_command("lineage", case.number, "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["datasets"], len(told["pairs"])) == (3, 3)
    best = told["pairs"][0]
    assert (best["earlier"], best["of_the_second"]) == ("Link 6", "100 %")
    assert best["direction"].startswith("“Link 6” was first.")
    out = StringIO()
    call_command("lineage", case.number, stdout=out)
    assert "only_in_the_first: 5" in out.getvalue()
    empty = make_case(lead=lead)
    with pytest.raises(CommandError, match="nothing to search"):
        call_command("lineage", empty.number, stdout=StringIO())


def test_the_command_refuses_who_may_not(outsider: Officer, case: Case) -> None:
    join(case, make_officer("reader"), Role.VIEWER)
    with pytest.raises(CommandError, match="may not do this"):
        call_command("lineage", case.number, "--as", "reader", stdout=StringIO())
