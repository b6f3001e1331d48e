"""Files are called after people's numbers; pages show such a name masked."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.reveals.models import Reveal
from cases.seizures.intake.sources import add_path
from cases.seizures.models import CustodyEvent, SeizedDataset, SeizedFile
from tests.matching.making import mobile
from tests.people import signed_in

NUMBER = mobile(7)
MASKED = f"{NUMBER[:3]}****{NUMBER[-4:]}.csv"
REASON = {"reason": "evidence", "words": "Compare with the seizure list"}


@pytest.fixture
def file(lead: Officer, case: Case, tmp_path: Path) -> SeizedFile:
    path = tmp_path / f"{NUMBER}.csv"
    path.write_text(f"手机号\n{mobile(1)}\n")
    dataset = SeizedDataset.objects.create(case=case, title="Address book")
    return add_path(officer=lead, dataset=dataset, path=path)


def test_the_name_is_masked_wherever_it_is_kept(file: SeizedFile) -> None:
    file.refresh_from_db()
    assert file.name == MASKED
    assert file.found_as == f"{NUMBER}.csv"
    assert not CustodyEvent.objects.filter(purpose__contains=NUMBER).exists()


def test_no_page_shows_the_number(as_lead: Client, file: SeizedFile) -> None:
    for address in (file.get_absolute_url(), file.dataset.get_absolute_url()):
        page = as_lead.get(address).content.decode()
        assert MASKED in page
        assert NUMBER not in page


def test_a_search_for_the_whole_name_finds_the_file(file: SeizedFile) -> None:
    assert SeizedFile.objects.get(name=f"{NUMBER}.csv") == file


def test_the_name_as_it_was_found_is_revealed_for_a_reason(
    as_lead: Client, file: SeizedFile
) -> None:
    address = reverse("cases:file_name_reveal", args=[file.pk])
    assert address in as_lead.get(file.get_absolute_url()).content.decode()

    answer = as_lead.post(address, REASON, headers={"HX-Request": "true"})

    assert NUMBER in answer.content.decode()
    assert MASKED in Reveal.objects.get().record


def test_a_name_that_hides_nothing_has_nothing_to_reveal(
    as_lead: Client, file: SeizedFile
) -> None:
    SeizedFile.objects.update(found_as="")
    address = reverse("cases:file_name_reveal", args=[file.pk])

    assert address not in as_lead.get(file.get_absolute_url()).content.decode()
    assert as_lead.post(address, REASON).status_code == 404


def test_whoever_may_not_reveal_is_refused(file: SeizedFile, viewer: Officer) -> None:
    client = signed_in(viewer)
    address = reverse("cases:file_name_reveal", args=[file.pk])

    assert address not in client.get(file.get_absolute_url()).content.decode()
    assert client.post(address, REASON).status_code == 403
