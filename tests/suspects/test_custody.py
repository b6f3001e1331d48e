"""Suspects who are caught, and the measures taken against them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case
from cases.suspects import services
from cases.suspects.models import Suspect
from tests.suspects.making import make_suspect


def custody(suspect: Suspect) -> str:
    return reverse("cases:suspect_custody", args=[suspect.pk])


def changes() -> list[dict[str, Any]]:
    entries = Entry.objects.filter(action=Action.CHANGE, object_type="suspect")
    return [entry.detail["changes"] for entry in entries]


def test_a_caught_suspect_is_in_custody_and_detained(
    as_lead: Client, case: Case
) -> None:
    suspect = make_suspect(case, name="王某", measure="wanted")
    assert custody(suspect) in as_lead.get(suspect.get_absolute_url()).content.decode()
    html = as_lead.post(custody(suspect), follow=True).content.decode()
    assert "Recorded: in custody. Measure: Detained." in html
    assert custody(suspect) not in html, "it is offered once"
    suspect.refresh_from_db()
    assert (suspect.identification, suspect.measure) == ("in_custody", "detained")
    assert changes() == [
        {
            "identification": ["handle_only", "in_custody"],
            "measure": ["wanted", "detained"],
        }
    ]


@pytest.mark.parametrize("measure", ["arrested", "bail", "other_case"])
def test_a_measure_that_goes_further_than_detention_stays(
    as_lead: Client, case: Case, measure: str
) -> None:
    suspect = make_suspect(case, measure=measure)
    as_lead.post(custody(suspect))
    suspect.refresh_from_db()
    assert (suspect.identification, suspect.measure) == ("in_custody", measure)


def test_recording_the_same_arrest_twice_changes_nothing_more(
    lead: Officer, case: Case
) -> None:
    suspect = make_suspect(case)
    first = services.take_into_custody(officer=lead, suspect=suspect)
    again = services.take_into_custody(officer=lead, suspect=suspect)
    assert again.version == first.version
    assert len(changes()) == 1


def test_a_viewer_records_no_arrest(viewer: Officer, case: Case) -> None:
    suspect = make_suspect(case)
    with pytest.raises(PermissionDenied):
        services.take_into_custody(officer=viewer, suspect=suspect)


def test_an_address_that_changes_something_does_not_answer_a_link(
    as_lead: Client, case: Case
) -> None:
    suspect = make_suspect(case)
    assert as_lead.get(custody(suspect)).status_code == 405
    suspect.refresh_from_db()
    assert not suspect.is_in_custody


def test_a_measure_is_changed_without_touching_the_rest(
    as_lead: Client, case: Case
) -> None:
    suspect = make_suspect(case, name="王某", role="Collects the money")
    address = reverse("cases:suspect_measure", args=[suspect.pk])
    typed = {"identification": "located", "measure": "wanted", "version": 1}
    response = as_lead.post(address, typed)
    assert response["Location"] == suspect.get_absolute_url()
    suspect.refresh_from_db()
    assert suspect.measure == "wanted"
    assert (suspect.name, suspect.role) == ("王某", "Collects the money")
    late = as_lead.post(address, {**typed, "measure": "bail"})
    assert late.status_code == 409
