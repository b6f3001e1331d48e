"""A file that is taken in is read anew with other columns."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from cases.access.models import Officer
from cases.common import jobs
from cases.seizures import custody, services
from cases.seizures.intake import rereading
from cases.seizures.intake.rereading import read_anew
from cases.seizures.models import Rereading, SeizedDataset, SeizedFile
from cases.seizures.signals import rows_wanted
from cases.seizures.stores import read_row, store_folder, stores
from tests.people import signed_in
from tests.seizures.making import as_text, make_draft, people, posted, taken_in


@pytest.fixture
def file(lead: Officer, dataset: SeizedDataset) -> SeizedFile:
    return taken_in(lead, dataset, as_text(people(30), "|", "gb18030"))


def folders() -> list[str]:
    return sorted(path.name for path in stores().iterdir())


def reread(client: Client, file: SeizedFile, **columns: str) -> Rereading:
    """Begun and confirmed on the pages."""
    response = client.post(reverse("cases:file_reread", args=[file.pk]))
    client.post(response["Location"], posted(confirm="1", **columns))
    return Rereading.objects.get()


def run(row: Rereading, on_commit: DjangoCaptureOnCommitCallbacks) -> None:
    with on_commit(execute=True):
        jobs.run(Rereading, row.pk, read_anew)
    row.refresh_from_db()


def test_the_file_keeps_its_rows_until_the_new_ones_are_complete(
    as_lead: Client,
    file: SeizedFile,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = reread(as_lead, file, **{"columns0-2": "", "columns0-0": "note"})
    file.refresh_from_db()
    assert set(file.identifiers) == {"mobile", "resident_id"}
    assert read_row(file, 0).mapping[0] == "name"
    run(row, django_capture_on_commit_callbacks)
    assert row.state == Rereading.State.DONE
    file.refresh_from_db()
    assert set(file.identifiers) == {"mobile"}
    assert read_row(file, 0).mapping[0] == "note"
    assert set(file.dataset.identifiers) == {"mobile"}
    assert file.rows_read == file.rows_stored == 30
    assert folders() == [row.store]
    assert list(custody.verify(file)) == []


def test_a_file_is_read_anew_a_second_time(
    as_lead: Client,
    file: SeizedFile,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    first = reread(as_lead, file, **{"columns0-2": ""})
    run(first, django_capture_on_commit_callbacks)
    again = as_lead.post(reverse("cases:file_reread", args=[file.pk]))["Location"]
    as_lead.post(again, posted(confirm="1", **{"columns0-1": ""}))
    row = Rereading.objects.unfinished().get()
    run(row, django_capture_on_commit_callbacks)
    file.refresh_from_db()
    assert set(file.identifiers) == {"resident_id"}
    assert folders() == [row.store]


def test_one_that_is_refused_at_the_end_changes_nothing(
    as_lead: Client,
    file: SeizedFile,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = reread(as_lead, file, **{"columns0-2": ""})
    before = store_folder(file)

    def hold(**_kwargs: object) -> str:
        return "rows_in_use"

    rows_wanted.connect(hold)
    try:
        run(row, django_capture_on_commit_callbacks)
    finally:
        rows_wanted.disconnect(hold)
    assert (row.state, row.error_code) == (Rereading.State.FAILED, "rows_in_use")
    file.refresh_from_db()
    assert store_folder(file) == before
    assert read_row(file, 29).mapping[0] == "name"
    assert set(file.identifiers) == {"mobile", "resident_id"}
    assert (
        "A match run is at work" in as_lead.get(row.get_absolute_url()).content.decode()
    )
    # The new store is whole: starting again has nothing more to read.
    as_lead.post(reverse("cases:rereading_start", args=[row.pk]))
    run(row, django_capture_on_commit_callbacks)
    file.refresh_from_db()
    assert set(file.identifiers) == {"mobile"}


def test_it_is_given_up_and_the_file_stays(
    as_lead: Client,
    file: SeizedFile,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = reread(as_lead, file)
    give_up = reverse("cases:rereading_give_up", args=[row.pk])
    as_lead.post(give_up)
    assert Rereading.objects.exists(), "it waits for a worker"
    as_lead.post(reverse("cases:rereading_cancel", args=[row.pk]))
    (stores() / f"{row.store}.part").mkdir()
    with django_capture_on_commit_callbacks(execute=True):
        as_lead.post(give_up)
    assert not Rereading.objects.exists()
    assert folders() == [str(file.pk)]


def test_only_what_is_taken_in_is_read_anew_and_once_at_a_time(
    lead: Officer, dataset: SeizedDataset, file: SeizedFile
) -> None:
    draft = make_draft(lead, dataset, as_text(people(3)))
    with pytest.raises(ValidationError, match="not taken in yet"):
        rereading.begin(officer=lead, file=draft)
    begun = rereading.begin(officer=lead, file=file)
    assert rereading.begin(officer=lead, file=file) == begun


def test_the_preview_of_a_rereading_can_be_looked_at_again(
    as_lead: Client, lead: Officer, file: SeizedFile
) -> None:
    row = rereading.begin(officer=lead, file=file)
    page = as_lead.get(row.get_absolute_url()).content.decode()
    assert "Leave the file as it was" in page
    assert "The same content" not in page
    assert "Save these columns as" in page
    assert people(30)["手机号"][0] not in page
    sent = posted(look="0", **{"sheet0-header_line": "0"})
    as_lead.post(row.get_absolute_url(), sent)
    row.refresh_from_db()
    assert row.layouts[0]["header_line"] == 0
    file.refresh_from_db()
    assert file.layouts[0]["header_line"] == 1


def test_outsiders_find_nothing_and_viewers_change_nothing(
    lead: Officer, viewer: Officer, outsider: Officer, file: SeizedFile
) -> None:
    row = rereading.begin(officer=lead, file=file)
    names = ("cancel", "start", "give_up")
    for officer, status in ((outsider, 404), (viewer, 403)):
        client = signed_in(officer)
        begin = reverse("cases:file_reread", args=[file.pk])
        assert client.post(begin).status_code == status
        for name in names:
            address = reverse(f"cases:rereading_{name}", args=[row.pk])
            assert client.post(address).status_code == status
    assert signed_in(outsider).get(row.get_absolute_url()).status_code == 404
    assert (
        "columns0-0"
        not in signed_in(viewer).get(row.get_absolute_url()).content.decode()
    )


def test_a_cancelled_rereading_leaves_the_file_done(
    lead: Officer, file: SeizedFile
) -> None:
    row = rereading.begin(officer=lead, file=file)
    services.confirm_file(officer=lead, file=row, sheets=row.layouts, wake=False)
    services.cancel(officer=lead, file=row)
    row.refresh_from_db()
    assert row.can_be_corrected
    file.refresh_from_db()
    assert file.state == SeizedFile.State.DONE
