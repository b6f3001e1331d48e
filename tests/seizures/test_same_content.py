"""The same content in another case."""

from __future__ import annotations

import pytest
from django.test import Client

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.same_content import SameFile
from tests.people import make_case
from tests.seizures.making import as_text, make_dataset, make_draft, people

CONTENT = as_text(people(5))


@pytest.fixture
def file(lead: Officer, dataset: SeizedDataset) -> SeizedFile:
    return make_draft(lead, dataset, CONTENT, "here.csv")


def elsewhere(officer: Officer) -> Case:
    """The same content in another case of this officer."""
    case = make_case(lead=officer)
    make_draft(officer, make_dataset(officer, case), CONTENT, "there.csv")
    return case


def test_a_case_that_the_officer_sees_is_named(
    as_lead: Client, lead: Officer, file: SeizedFile
) -> None:
    other = elsewhere(lead)
    page = as_lead.get(file.get_absolute_url()).content.decode()
    assert other.number in page
    assert "there.csv" in page


def test_a_case_that_the_officer_may_not_see_is_not_mentioned(
    as_lead: Client, file: SeizedFile, outsider: Officer
) -> None:
    other = elsewhere(outsider)
    page = as_lead.get(file.get_absolute_url()).content.decode()
    assert other.number not in page
    assert "there.csv" not in page
    assert "The same content" not in page


def test_the_refusal_names_other_cases_within_sight(
    lead: Officer, outsider: Officer, dataset: SeizedDataset, file: SeizedFile
) -> None:
    seen, unseen = elsewhere(lead), elsewhere(outsider)
    with pytest.raises(SameFile) as refused:
        make_draft(lead, dataset, CONTENT, "again.csv")
    [said] = refused.value.messages
    assert "“here.csv”" in said
    assert seen.number in said
    assert unseen.number not in said


def test_a_copy_taken_in_on_purpose_is_shown_beside_the_first(
    as_lead: Client, lead: Officer, dataset: SeizedDataset, file: SeizedFile
) -> None:
    make_draft(lead, dataset, CONTENT, "copy.csv", again=True)
    assert "copy.csv" in as_lead.get(file.get_absolute_url()).content.decode()
