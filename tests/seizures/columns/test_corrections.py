"""Columns corrected after an intake that came to nothing."""

from __future__ import annotations

import shutil

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.common import jobs
from cases.seizures import services
from cases.seizures.intake.taking_in import take_in
from cases.seizures.models import SeizedFile
from cases.seizures.stores import store_folder
from tests.people import signed_in
from tests.seizures.making import confirm, posted


@pytest.fixture
def cancelled(lead: Officer, draft: SeizedFile) -> SeizedFile:
    confirm(lead, draft)
    services.cancel(officer=lead, file=draft)
    draft.refresh_from_db()
    return draft


def columns(file: SeizedFile) -> str:
    return reverse("cases:file_detail", args=[file.pk]) + "?columns"


def test_a_cancelled_file_is_started_again_with_other_columns(
    as_lead: Client, cancelled: SeizedFile
) -> None:
    page = as_lead.get(cancelled.get_absolute_url()).content.decode()
    assert "Correct the columns" in page
    assert "columns0-1" in as_lead.get(columns(cancelled)).content.decode()
    as_lead.post(columns(cancelled), posted(**{"columns0-2": "", "confirm": ""}))
    jobs.run(SeizedFile, cancelled.pk, take_in)
    cancelled.refresh_from_db()
    assert cancelled.state == SeizedFile.State.DONE
    assert set(cancelled.identifiers) == {"mobile"}


def test_a_sheet_of_a_cancelled_file_is_looked_at_again(
    as_lead: Client, cancelled: SeizedFile
) -> None:
    other = posted(**{"sheet0-header_line": "0", "look": "0"})
    response = as_lead.post(columns(cancelled), other)
    assert response["Location"].endswith("?columns")
    cancelled.refresh_from_db()
    assert cancelled.layouts[0]["header_line"] == 0
    assert cancelled.state == SeizedFile.State.CANCELLED


def test_a_store_finished_unnoticed_gives_way_to_the_other_columns(
    as_lead: Client, lead: Officer, cancelled: SeizedFile
) -> None:
    """The worker was killed between the last rename and the database's commit."""
    services.start_again(officer=lead, file=cancelled)
    jobs.run(SeizedFile, cancelled.pk, take_in)
    SeizedFile.objects.filter(pk=cancelled.pk).update(state=SeizedFile.State.FAILED)
    # What a still earlier attempt left must not stand in the way.
    part = store_folder(cancelled).with_name(f"{cancelled.pk}.part")
    shutil.copytree(store_folder(cancelled), part)
    as_lead.post(columns(cancelled), posted(**{"columns0-1": "", "confirm": ""}))
    jobs.run(SeizedFile, cancelled.pk, take_in)
    cancelled.refresh_from_db()
    assert cancelled.state == SeizedFile.State.DONE
    assert set(cancelled.identifiers) == {"resident_id"}
    assert not part.exists()


def test_a_file_that_waits_or_is_done_is_not_corrected(
    as_lead: Client, lead: Officer, draft: SeizedFile
) -> None:
    confirm(lead, draft)
    assert "columns0-1" not in as_lead.get(columns(draft)).content.decode()
    before = draft.layouts
    as_lead.post(columns(draft), posted(**{"columns0-1": "qq", "confirm": ""}))
    draft.refresh_from_db()
    assert draft.layouts[0]["mapping"] == before[0]["mapping"]


def test_a_viewer_corrects_nothing(viewer: Officer, cancelled: SeizedFile) -> None:
    client = signed_in(viewer)
    assert "columns0-1" not in client.get(columns(cancelled)).content.decode()
    client.post(columns(cancelled), posted(confirm=""))
    cancelled.refresh_from_db()
    assert cancelled.state == SeizedFile.State.CANCELLED
