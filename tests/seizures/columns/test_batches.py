"""One confirmation for many files alike."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.seizures import services
from cases.seizures.columns import batches
from cases.seizures.models import SeizedDataset, SeizedFile
from tests.seizures.making import as_text, as_workbook, make_draft, people

State = SeizedFile.State


def states(dataset: SeizedDataset) -> dict[str, str]:
    return dict(dataset.files.values_list("name", "state"))


@pytest.fixture
def three(lead: Officer, dataset: SeizedDataset) -> list[SeizedFile]:
    """The same columns in three encodings and with two separators."""
    return [
        make_draft(lead, dataset, as_text(people(9, 1)), "one.csv"),
        make_draft(lead, dataset, as_text(people(9, 2), "|", "gb18030"), "two.txt"),
        make_draft(lead, dataset, as_text(people(9, 3), "\t", "utf-16"), "three.txt"),
    ]


def sent(**changes: str) -> dict[str, str]:
    return {
        "sheet0-encoding": "utf-8",
        "sheet0-separator": ",",
        "sheet0-header_line": "1",
        "columns0-0": "name",
        "columns0-1": "mobile",
        "confirm": "all",
        **changes,
    }


def test_one_press_confirms_all_files_alike_and_each_is_read_in_its_own_way(
    as_lead: Client, lead: Officer, dataset: SeizedDataset, three: list[SeizedFile]
) -> None:
    other = people(9, 4).select("地址", "手机号")
    make_draft(lead, dataset, as_text(other), "other.csv")
    address = reverse("cases:file_detail", args=[three[0].pk])
    page = as_lead.get(address).content.decode()
    assert "3 files of this data set have the same columns" in page
    assert "other.csv" in page
    response = as_lead.post(address, sent(), follow=True)
    assert "3 files are taken in." in response.content.decode()
    assert states(dataset) == {
        "one.csv": State.WAITING,
        "two.txt": State.WAITING,
        "three.txt": State.WAITING,
        "other.csv": State.DRAFT,
    }
    two = SeizedFile.objects.get(name="two.txt")
    assert two.layouts[0]["separator"] == "|"
    assert two.layouts[0]["mapping"] == {"0": "name", "1": "mobile"}
    assert "sample" not in two.layouts[0]
    assert Entry.objects.filter(action=Action.RUN).count() == 3


def test_one_file_can_still_be_confirmed_alone(
    as_lead: Client, dataset: SeizedDataset, three: list[SeizedFile]
) -> None:
    address = reverse("cases:file_detail", args=[three[0].pk])
    as_lead.post(address, sent(confirm="1"))
    assert sorted(states(dataset).values()) == [State.DRAFT, State.DRAFT, State.WAITING]


def test_the_data_set_offers_its_groups(
    as_lead: Client, lead: Officer, dataset: SeizedDataset, three: list[SeizedFile]
) -> None:
    make_draft(lead, dataset, as_workbook(a=people(3)), "book.xlsx")
    assert batches.groups(dataset) == [batches.Group(three[0].pk, 3)]
    page = as_lead.get(dataset.get_absolute_url()).content.decode()
    assert "3 files with the same columns are to be confirmed" in page


def test_a_correction_stands_for_the_others_too(
    lead: Officer, dataset: SeizedDataset, three: list[SeizedFile]
) -> None:
    """Without a header line the header is a row: said of one, meant of all."""
    file = services.correct_sheet(
        officer=lead, file=three[0], place=0, chosen=[{}], header_line=0
    )
    confirmed = batches.confirm_alike(officer=lead, file=file, sheets=file.layouts)
    assert len(confirmed.files) == 3
    assert {f.layouts[0]["header_line"] for f in dataset.files.all()} == {0}
    assert {f.layouts[0]["encoding"] for f in dataset.files.all()} > {"utf-8"}


def test_a_file_corrected_otherwise_is_named_and_stays_a_draft(
    as_lead: Client, lead: Officer, dataset: SeizedDataset, three: list[SeizedFile]
) -> None:
    services.correct_sheet(
        officer=lead, file=three[1], place=0, chosen=[{}], header_line=0
    )
    address = reverse("cases:file_detail", args=[three[0].pk])
    page = as_lead.post(address, sent(), follow=True).content.decode()
    assert "differ after all and stay to be confirmed: two.txt" in page
    assert states(dataset)["two.txt"] == State.DRAFT


def test_files_without_headers_are_alike_only_if_they_hold_the_same(
    lead: Officer, dataset: SeizedDataset
) -> None:
    def bare(name: str, seed: int, *columns: str) -> SeizedFile:
        text = as_text(people(20, seed).select(columns)).decode()
        return make_draft(lead, dataset, text.split("\r\n", 1)[1].encode(), name)

    first = bare("a.csv", 1, "手机号", "身份证号")
    same = bare("b.csv", 2, "手机号", "身份证号")
    turned = bare("c.csv", 3, "身份证号", "手机号")
    assert first.layouts[0]["header_line"] == 0
    assert first.shape == same.shape
    assert first.shape != turned.shape


def test_a_viewer_confirms_nothing(viewer: Officer, three: list[SeizedFile]) -> None:
    with pytest.raises(PermissionDenied):
        batches.confirm_alike(officer=viewer, file=three[0], sheets=three[0].layouts)
