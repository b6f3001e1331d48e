"""Each rule of tus 1.0 that our server can be held to, by its own words."""

from __future__ import annotations

import base64
import hashlib
from email.utils import parsedate_to_datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from cases.access.models import Officer
from cases.seizures.models import SeizedDataset
from cases.seizures.uploading.models import Upload
from tests.people import make_officer
from tests.seizures.uploading.conftest import VERSION, Tus, row

BODY = b"13800000000,name\r\n" * 40


def test_options_tell_what_the_server_can_do(tus: Tus, dataset: SeizedDataset) -> None:
    address = reverse("cases:upload_create", args=[dataset.pk])
    response = tus.client.options(address)
    assert response.status_code == 204
    assert response["Tus-Version"] == "1.0.0"
    assert set(response["Tus-Extension"].split(",")) == {
        "creation",
        "expiration",
        "checksum",
        "termination",
    }
    assert "sha1" in response["Tus-Checksum-Algorithm"].split(",")
    assert int(response["Tus-Max-Size"]) > 2**32


def test_an_upload_is_created_and_begins_at_nothing(
    tus: Tus, dataset: SeizedDataset
) -> None:
    created = tus.create(dataset, 100)
    assert created.status_code == 201
    assert created["Tus-Resumable"] == "1.0.0"
    assert parsedate_to_datetime(created["Upload-Expires"]) > timezone.now()
    head = tus.head(created["Location"])
    assert head.status_code == 200
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("0", "100")
    assert head["Cache-Control"] == "no-store"
    assert head["Tus-Resumable"] == "1.0.0"
    named = base64.b64encode("名单.csv".encode()).decode()
    assert head["Upload-Metadata"] == f"filename {named}"


def test_each_patch_goes_on_where_the_last_one_ended(
    tus: Tus, dataset: SeizedDataset
) -> None:
    address = tus.upload(dataset, len(BODY))
    first = tus.patch(address, 0, BODY[:70])
    assert (first.status_code, first["Upload-Offset"]) == (204, "70")
    assert first["Tus-Resumable"] == "1.0.0"
    assert "Upload-Expires" in first
    assert tus.head(address)["Upload-Offset"] == "70"
    last = tus.patch(address, 70, BODY[70:])
    assert last["Upload-Offset"] == str(len(BODY))


@pytest.mark.parametrize("offset", [0, 69, 71])
def test_another_offset_is_a_conflict_and_changes_nothing(
    tus: Tus, dataset: SeizedDataset, offset: int
) -> None:
    address = tus.upload(dataset, len(BODY))
    tus.patch(address, 0, BODY[:70])
    assert tus.patch(address, offset, b"x").status_code == 409
    assert tus.head(address)["Upload-Offset"] == "70"


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "one", "١"])
def test_an_offset_that_is_no_number_is_a_bad_request(
    tus: Tus, dataset: SeizedDataset, offset: str
) -> None:
    address = tus.upload(dataset, 10)
    sent = offset.encode().decode("latin-1")
    response = tus.patch(address, 0, b"x", **{"Upload-Offset": sent})
    assert response.status_code == 400


def test_another_content_type_is_refused(tus: Tus, dataset: SeizedDataset) -> None:
    address = tus.upload(dataset, 10)
    response = tus.patch(address, 0, b"x", **{"Content-Type": "text/csv"})
    assert response.status_code == 415


def test_more_than_was_announced_is_refused_as_a_whole(
    tus: Tus, dataset: SeizedDataset
) -> None:
    address = tus.upload(dataset, 10)
    assert tus.patch(address, 0, b"x" * 11).status_code == 413
    assert tus.head(address)["Upload-Offset"] == "0"


@pytest.mark.parametrize("version", [None, "0.2.2", "2.0.0"])
def test_another_version_is_not_processed(
    tus: Tus, dataset: SeizedDataset, version: str | None
) -> None:
    address = tus.upload(dataset, 10)
    headers = {"Tus-Resumable": version} if version else {}
    create = reverse("cases:upload_create", args=[dataset.pk])
    for response in (
        tus.client.head(address, headers=headers),
        tus.client.delete(address, headers=headers),
        tus.client.post(create, headers={"Upload-Length": "5", **headers}),
        tus.client.patch(
            address,
            b"x",
            content_type="application/offset+octet-stream",
            headers={"Upload-Offset": "0", **headers},
        ),
    ):
        assert response.status_code == 412
        assert response["Tus-Version"] == "1.0.0"
        assert response["Tus-Resumable"] == "1.0.0"
    assert Upload.objects.count() == 1
    assert tus.head(address)["Upload-Offset"] == "0"


@pytest.mark.parametrize("length", ["", "-5", "many", "5.0"])
def test_a_length_that_is_no_number_is_a_bad_request(
    tus: Tus, dataset: SeizedDataset, length: str
) -> None:
    assert tus.create(dataset, 0, **{"Upload-Length": length}).status_code == 400


def test_a_length_for_later_is_not_offered_and_refused(
    tus: Tus, dataset: SeizedDataset
) -> None:
    address = reverse("cases:upload_create", args=[dataset.pk])
    headers = {"Upload-Defer-Length": "1", **VERSION}
    assert tus.client.post(address, headers=headers).status_code == 400


@pytest.mark.parametrize(
    "metadata",
    ["filename", "filename !!!", "a YQ==,a YQ==", "filename gIA=", "a YQ==,,b YQ=="],
)
def test_metadata_that_are_none_are_a_bad_request(
    tus: Tus, dataset: SeizedDataset, metadata: str
) -> None:
    status = tus.create(dataset, 5, **{"Upload-Metadata": metadata}).status_code
    # A key may come without a value.
    assert status == (201 if metadata == "filename" else 400)


def test_too_large_a_file_is_refused_with_a_sentence(
    tus: Tus, dataset: SeizedDataset
) -> None:
    response = tus.create(dataset, 2**41)
    assert response.status_code == 413
    assert "evidence folder" in response.content.decode()


def test_an_empty_file_is_complete_when_it_is_created(
    tus: Tus, dataset: SeizedDataset
) -> None:
    address = tus.upload(dataset, 0)
    head = tus.head(address)
    assert head["Upload-Offset"] == head["Upload-Length"] == "0"


def test_a_terminated_upload_is_gone_with_its_bytes(
    tus: Tus,
    dataset: SeizedDataset,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    address = tus.upload(dataset, 10)
    tus.patch(address, 0, b"12345")
    folder = row(address).folder
    assert list(folder.iterdir())
    with django_capture_on_commit_callbacks(execute=True):
        assert tus.delete(address).status_code == 204
    assert not folder.exists()
    for response in (
        tus.head(address),
        tus.patch(address, 5, b"67890"),
        tus.delete(address),
    ):
        assert response.status_code == 404
        assert response["Tus-Resumable"] == "1.0.0"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_that_agrees_is_accepted(
    tus: Tus, dataset: SeizedDataset, algorithm: str
) -> None:
    address = tus.upload(dataset, len(BODY))
    digest = base64.b64encode(hashlib.new(algorithm, BODY).digest()).decode()
    response = tus.patch(
        address, 0, BODY, **{"Upload-Checksum": f"{algorithm} {digest}"}
    )
    assert (response.status_code, response["Upload-Offset"]) == (204, str(len(BODY)))


def test_a_checksum_that_differs_discards_what_came(
    tus: Tus, dataset: SeizedDataset
) -> None:
    address = tus.upload(dataset, len(BODY))
    tus.patch(address, 0, BODY[:70])
    wrong = base64.b64encode(
        hashlib.sha1(b"other", usedforsecurity=False).digest()
    ).decode()
    response = tus.patch(address, 70, BODY[70:], **{"Upload-Checksum": f"sha1 {wrong}"})
    assert response.status_code == 460
    assert tus.head(address)["Upload-Offset"] == "70"
    assert len(list(row(address).folder.iterdir())) == 1


@pytest.mark.parametrize("checksum", ["crc32 AAAA", "sha1", "sha1 ?"])
def test_a_checksum_that_cannot_be_checked_is_a_bad_request(
    tus: Tus, dataset: SeizedDataset, checksum: str
) -> None:
    address = tus.upload(dataset, 5)
    response = tus.patch(address, 0, b"12345", **{"Upload-Checksum": checksum})
    if checksum == "sha1":
        assert response.status_code == 460, "an empty digest agrees with nothing"
    else:
        assert response.status_code == 400
    assert tus.head(address)["Upload-Offset"] == "0"


def test_a_client_that_knows_only_get_and_post_says_what_it_means(
    tus: Tus, dataset: SeizedDataset
) -> None:
    address = tus.upload(dataset, 5)
    response = tus.client.post(
        address,
        b"12345",
        content_type="application/offset+octet-stream",
        headers={"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0", **VERSION},
    )
    assert (response.status_code, response["Upload-Offset"]) == (204, "5")
    response = tus.client.post(
        address, headers={"X-HTTP-Method-Override": "DELETE", **VERSION}
    )
    assert response.status_code == 204


def test_a_get_cannot_be_made_into_something_else(
    tus: Tus, dataset: SeizedDataset
) -> None:
    address = tus.upload(dataset, 5)
    response = tus.client.get(
        address, headers={"X-HTTP-Method-Override": "DELETE", **VERSION}
    )
    assert response.status_code == 405
    assert Upload.objects.exists()


def test_only_who_began_an_upload_knows_of_it(
    tus: Tus, dataset: SeizedDataset, colleague: Officer, outsider: Officer
) -> None:
    address = tus.upload(dataset, 10)
    tus.patch(address, 0, b"12345")
    for other in (colleague, outsider, make_officer("admin", duty="system_admin")):
        stranger = Tus(other)
        assert stranger.head(address).status_code == 404
        assert stranger.patch(address, 5, b"67890").status_code == 404
        assert stranger.delete(address).status_code == 404
        assert stranger.finish(address).status_code == 404
        assert stranger.client.get(f"{address}state/").status_code == 404
    assert tus.head(address)["Upload-Offset"] == "5"


def test_who_may_only_read_the_case_cannot_upload(
    dataset: SeizedDataset, viewer: Officer
) -> None:
    assert Tus(viewer).create(dataset, 10).status_code == 403


def test_a_forged_request_is_refused(lead: Officer, dataset: SeizedDataset) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lead)
    address = reverse("cases:upload_create", args=[dataset.pk])
    response = strict.post(address, headers={"Upload-Length": "5", **VERSION})
    assert response.status_code == 403
    assert not Upload.objects.exists()
