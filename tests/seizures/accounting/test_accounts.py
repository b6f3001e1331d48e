"""What a file and a data set say of their rows and numbers."""

from __future__ import annotations

import shutil

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.seizures.accounting import accounts
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.stores import store_folder
from tests.people import signed_in
from tests.seizures.making import as_text, people, taken_in


def downloaded(client: Client, dataset: SeizedDataset) -> list[str]:
    response = client.get(reverse("cases:dataset_rejected", args=[dataset.pk]))
    return response.content.decode("utf-8-sig").splitlines()[1:]


def two_files(lead: Officer, dataset: SeizedDataset) -> list[SeizedFile]:
    return [
        taken_in(lead, dataset, as_text(people(5)) + b"odd\r\n", "one.csv"),
        taken_in(lead, dataset, as_text(people(3, seed=2)) + b"odd\r\n" * 2, "two.csv"),
    ]


def test_rejected_rows_of_all_files_of_a_data_set_are_one_list(
    as_lead: Client, lead: Officer, dataset: SeizedDataset
) -> None:
    two_files(lead, dataset)
    reason = "too many or too few cells"
    assert downloaded(as_lead, dataset)[1:] == [
        f"one.csv,,7,{reason}",
        f"two.csv,,5,{reason}",
        f"two.csv,,6,{reason}",
    ]


def test_a_list_that_cannot_be_read_says_so_in_its_place(
    as_lead: Client, lead: Officer, dataset: SeizedDataset
) -> None:
    one, _two = two_files(lead, dataset)
    shutil.rmtree(store_folder(one))
    lines = downloaded(as_lead, dataset)
    assert lines[1] == "one.csv,,,The sealed records are missing on the server."
    assert len(lines) == 4


def test_an_outsider_downloads_nothing(
    dataset: SeizedDataset, outsider: Officer
) -> None:
    address = reverse("cases:dataset_rejected", args=[dataset.pk])
    assert signed_in(outsider).get(address).status_code == 404


def test_the_rows_of_a_data_set_add_up_over_its_files(
    lead: Officer, dataset: SeizedDataset
) -> None:
    two_files(lead, dataset)
    rows = accounts.rows_of(SeizedFile.objects.filter(dataset=dataset))
    assert (rows.read, rows.stored, rows.rejected) == (11, 8, 3)
    assert rows.adds_up
    assert rows.share_stored == "72.7 %"


def test_a_page_whose_rows_do_not_add_up_warns(
    as_lead: Client, lead: Officer, dataset: SeizedDataset
) -> None:
    file, _other = two_files(lead, dataset)
    for page in (file, dataset):
        shown = as_lead.get(page.get_absolute_url()).content.decode()
        assert "do not add up" not in shown
    SeizedFile.objects.filter(pk=file.pk).update(rows_stored=4)
    for page in (file, dataset):
        shown = as_lead.get(page.get_absolute_url()).content.decode()
        assert "do not add up" in shown


def test_a_kind_is_told_with_shares() -> None:
    counts = {
        "valid": 30,
        "unique": 20,
        "duplicates": 10,
        "invalid": 5,
        "masked": 4,
        "truncated": 1,
    }
    [kind] = accounts.kind_accounts({"mobile": counts})
    assert [(count.value, count.share) for count in kind.counts] == [
        (40, ""),
        (30, "75.0 %"),
        (20, "66.7 %"),
        (10, "33.3 %"),
        (5, "12.5 %"),
        (4, "10.0 %"),
        (1, "2.5 %"),
    ]


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 0, ""),
        (0, 50_000_000, "0.0 %"),
        (1, 50_000_000, "<0.1 %"),
        (49_999_999, 50_000_000, ">99.9 %"),
        (50_000_000, 50_000_000, "100.0 %"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_all(
    part: int, whole: int, said: str
) -> None:
    assert accounts.share(part, whole) == said
