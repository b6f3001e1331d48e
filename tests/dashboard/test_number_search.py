"""A whole number is found wherever the officer may look."""

from __future__ import annotations

import pytest
from django.test import Client

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case
from cases.seizures.stores import store_folder
from cases.suspects.models import Identifier
from tests.casefiles.making import retire
from tests.matching.making import damage_index, make_dataset, make_report, mobile
from tests.people import make_case, make_officer, signed_in
from tests.suspects.making import make_suspect

NUMBER = mobile(4_711)
SPACED = f"+86 {NUMBER[:3]} {NUMBER[3:7]} {NUMBER[7:]}"


@pytest.fixture
def everywhere(case: Case) -> Case:
    rows = (f"王某甲,{NUMBER}", f"李某乙,{mobile(1)}", f"王某甲,{NUMBER}")
    make_dataset(case, *rows, title="Loans")
    make_report(NUMBER, number="R-1")
    identifier = Identifier(suspect=make_suspect(case, name="某丙"))
    identifier.set_value("mobile", NUMBER).save()
    return case


def test_it_is_found_in_all_three_and_never_written_down(
    everywhere: Case, as_lead: Client
) -> None:
    response = as_lead.post("/search/", {"number": SPACED})
    found = response.context["found"]
    assert [str(report) for report in found.reports] == ["R-1"]
    assert [str(used.suspect) for used in found.suspects] == ["某丙"]
    assert [(str(d), rows) for d, rows in found.datasets] == [("Loans", 2)]
    entry = Entry.objects.get(action=Action.SEARCH)
    assert NUMBER not in str(entry.detail)
    assert NUMBER not in response.request["QUERY_STRING"]


def test_nothing_of_other_cases_is_found(
    everywhere: Case, outsider: Officer, prosecutor: Officer
) -> None:
    make_case(lead=outsider)
    for officer in (outsider, prosecutor):
        response = signed_in(officer).post("/search/", {"number": NUMBER})
        found = response.context["found"]
        assert (found.suspects, found.datasets) == ([], [])
        # Every police officer may read reports; prosecutors none.
        assert len(found.reports) == (1 if officer.is_police else 0)


def test_a_retired_case_is_not_searched_by_its_own_lead_either(
    everywhere: Case, as_lead: Client, lead: Officer
) -> None:
    retire(lead, everywhere, make_officer("second"))
    assert as_lead.get(everywhere.get_absolute_url()).status_code == 200
    found = as_lead.post("/search/", {"number": NUMBER}).context["found"]
    assert (found.suspects, found.datasets) == ([], [])
    assert len(found.reports) == 1


def test_what_is_no_number_is_said(everywhere: Case, as_lead: Client) -> None:
    response = as_lead.post("/search/", {"kind": "mobile", "number": "138"})
    assert "too few or too many" in response.content.decode()


def test_a_file_that_cannot_be_searched_is_named(
    everywhere: Case, as_lead: Client
) -> None:
    file = everywhere.datasets.get().files.get()
    store = store_folder(file)
    store.rename(store.with_name("away"))
    page = as_lead.post("/search/", {"number": NUMBER}).content.decode()
    assert f"{file} could not be searched" in page


def test_a_file_whose_index_is_damaged_is_named(
    everywhere: Case, as_lead: Client
) -> None:
    file = everywhere.datasets.get().files.get()
    damage_index(file)
    page = as_lead.post("/search/", {"number": NUMBER}).content.decode()
    assert f"{file} could not be searched" in page


@pytest.mark.parametrize("duty", ["system_admin", "security_admin", "auditor"])
def test_administrators_search_nothing(duty: str, db: None) -> None:
    client = signed_in(make_officer(duty, duty=duty))
    assert client.post("/search/", {"number": NUMBER}).status_code == 403
