"""The page of a data set of many files."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from cases.access.models import Officer
from cases.seizures.models import SeizedDataset, SeizedFile
from tests.people import address_found, signed_in
from tests.seizures.making import as_text, confirm, make_draft, people


@pytest.fixture
def many(lead: Officer, dataset: SeizedDataset) -> list[SeizedFile]:
    return [
        make_draft(lead, dataset, as_text(people(2, seed)), f"part-{seed:03}.csv")
        for seed in range(30)
    ]


def page(
    client: Client, dataset: SeizedDataset, *, part: bool = False, **query: str
) -> str:
    headers = {"HX-Request": "true"} if part else {}
    return client.get(
        dataset.get_absolute_url(), query, headers=headers
    ).content.decode()


def test_files_come_page_by_page(
    as_lead: Client,
    dataset: SeizedDataset,
    many: list[SeizedFile],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(17):
        first = page(as_lead, dataset)
    assert "part-024.csv" in first
    assert "part-025.csv" not in first
    assert "1 to 25 of 30" in first
    second = page(as_lead, dataset, part=True, page="2")
    assert "part-025.csv" in second
    assert "<html" not in second


def test_files_are_found_by_state_and_by_name(
    as_lead: Client, lead: Officer, dataset: SeizedDataset, many: list[SeizedFile]
) -> None:
    confirm(lead, many[3])
    waiting = page(as_lead, dataset, state="waiting")
    assert "part-003.csv" in waiting
    assert "part-004.csv" not in waiting
    place = address_found(as_lead, dataset.get_absolute_url(), q="part-02")
    found = as_lead.get(place).content.decode()
    assert "1 to 10 of 10" in found
    assert "1 to 25 of 29" in page(as_lead, dataset, state="draft")


def test_only_who_may_take_files_in_is_sent_to_their_columns(
    as_lead: Client, viewer: Officer, dataset: SeizedDataset, draft: SeizedFile
) -> None:
    assert "Confirm its columns" in page(as_lead, dataset)
    assert "Confirm its columns" not in page(signed_in(viewer), dataset)
