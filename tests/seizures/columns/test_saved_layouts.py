"""Columns saved under a name and offered for files like it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case, Role
from cases.seizures.columns import layouts, saved_layouts
from cases.seizures.models import SavedLayout, SeizedDataset, SeizedFile
from tests.people import join, make_officer, make_unit, signed_in
from tests.seizures.making import as_text, as_workbook, make_draft, people, posted


@pytest.fixture
def saved(lead: Officer, draft: SeizedFile) -> SavedLayout:
    """Only the mobile number of `people`, and the address as a remark."""
    said = {"1": "mobile", "3": "note"}
    item = layouts.with_mapping(draft.layouts[0], said)
    return saved_layouts.save(officer=lead, name="Courier export", sheets=[item])


def page(client: Client, file: SeizedFile, **query: str) -> str:
    address = reverse("cases:file_detail", args=[file.pk])
    return client.get(address, query).content.decode()


def test_confirmed_columns_are_saved_under_a_name(
    as_lead: Client, lead: Officer, draft: SeizedFile
) -> None:
    address = reverse("cases:file_detail", args=[draft.pk])
    sent = posted(**{"columns0-0": "note", "confirm": "1", "save_as": " Courier "})
    as_lead.post(address, sent)
    layout = SavedLayout.objects.get()
    assert (layout.name, layout.owner, layout.unit) == ("Courier", lead, lead.unit)
    assert layout.sheets[0]["mapping"]["0"] == "note"
    assert "sample" not in layout.sheets[0]


def test_a_name_that_is_taken_is_said_and_nothing_is_taken_in(
    as_lead: Client, saved: SavedLayout, draft: SeizedFile
) -> None:
    address = reverse("cases:file_detail", args=[draft.pk])
    sent = posted(confirm="1", save_as=saved.name)
    assert "of this name already" in as_lead.post(address, sent).content.decode()
    draft.refresh_from_db()
    assert draft.state == SeizedFile.State.DRAFT


def test_a_file_of_the_same_shape_begins_with_the_saved_columns(
    as_lead: Client, lead: Officer, dataset: SeizedDataset, saved: SavedLayout
) -> None:
    """In another encoding, with another separator and other people."""
    file = make_draft(lead, dataset, as_text(people(9, 7), "\t"), "next.txt")
    shown = page(as_lead, file)
    assert "filled in as in “Courier export”" in shown
    assert shown.count("as saved") == 3
    assert "as saved" not in page(as_lead, file, layout="")


def test_what_the_officer_said_is_not_overwritten_unasked(
    as_lead: Client, draft: SeizedFile, saved: SavedLayout
) -> None:
    address = reverse("cases:file_detail", args=[draft.pk])
    as_lead.post(address, posted(**{"columns0-0": "note", "look": "0"}))
    assert "filled in as in" not in page(as_lead, draft)
    assert "filled in as in" in page(as_lead, draft, layout=str(saved.pk))


def test_a_workbook_of_which_some_sheets_fit_is_offered_it(
    as_lead: Client, lead: Officer, dataset: SeizedDataset
) -> None:
    one = make_draft(lead, dataset, as_workbook(a=people(5)), "one.xlsx")
    saved_layouts.save(officer=lead, name="Book", sheets=one.layouts)
    other = people(5, 2).select("地址", "手机号")
    two = make_draft(lead, dataset, as_workbook(x=people(5, 3), y=other), "two.xlsx")
    shown = page(as_lead, two)
    assert "fits 1 of 2 sheets" in shown
    assert "filled in as in" not in shown


def test_a_file_of_other_columns_is_not_offered_it(
    as_lead: Client, lead: Officer, dataset: SeizedDataset, saved: SavedLayout
) -> None:
    other = people(9).select("地址", "手机号")
    file = make_draft(lead, dataset, as_text(other), "other.csv")
    assert "Courier export" not in page(as_lead, file)


def test_the_unit_uses_it_and_others_do_not_know_of_it(
    case: Case, draft: SeizedFile, saved: SavedLayout, colleague: Officer
) -> None:
    assert "Courier export" in page(signed_in(colleague), draft)
    guest = make_officer("guest", unit=make_unit("Fuzhou brigade", province="35"))
    client = signed_in(join(case, guest, Role.INVESTIGATOR))
    assert "Courier export" not in page(client, draft)
    assert (
        "Courier export"
        not in client.get(reverse("cases:layout_list")).content.decode()
    )
    for name in ("update", "delete"):
        address = reverse(f"cases:layout_{name}", args=[saved.pk])
        assert client.post(address).status_code == 404


def test_the_list_shows_no_header(as_lead: Client, saved: SavedLayout) -> None:
    shown = as_lead.get(reverse("cases:layout_list")).content.decode()
    assert "Mobile number, Remark" in shown
    assert "手机号" not in shown


def test_its_owner_renames_and_deletes_it(
    as_lead: Client, colleague: Officer, saved: SavedLayout
) -> None:
    address = reverse("cases:layout_update", args=[saved.pk])
    delete = reverse("cases:layout_delete", args=[saved.pk])
    for client, status in ((signed_in(colleague), 403), (as_lead, 302)):
        sent = {"name": "Parcel export", "version": saved.version}
        assert client.post(address, sent).status_code == status
    saved.refresh_from_db()
    assert saved.name == "Parcel export"
    assert signed_in(colleague).post(delete).status_code == 403
    assert as_lead.post(delete).status_code == 302
    assert not SavedLayout.objects.exists()


def test_a_prosecutor_sees_none(prosecutor: Officer, saved: SavedLayout) -> None:
    assert not SavedLayout.objects.visible_to(prosecutor).exists()


def test_the_command_takes_files_in_with_it_and_names_one_that_differs(
    case: Case,
    saved: SavedLayout,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "one.csv").write_bytes(as_text(people(5, 3)))
    (tmp_path / "two.csv").write_bytes(as_text(people(5, 4).select("地址", "手机号")))
    err = io.StringIO()
    paths = [str(tmp_path / name) for name in ("one.csv", "two.csv")]
    with pytest.raises(SystemExit):
        call_command(
            "intake",
            *paths,
            "--case",
            case.number,
            "--layout",
            saved.name,
            "--json",
            stderr=err,
        )
    assert "two.csv: The columns of the file are not those" in err.getvalue()
    one, _two = json.loads(capsys.readouterr().out)["files"]
    assert set(one["identifiers"]) == {"mobile"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--layout", "No such"], "There is no saved mapping"),
        (["--layout", "Courier export", "--map", "a=qq"], "either --map or --layout"),
    ],
)
def test_the_command_says_what_is_wrong_with_the_choice(
    case: Case, saved: SavedLayout, tmp_path: Path, more: list[str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("intake", str(tmp_path / "a.csv"), "--case", case.number, *more)
