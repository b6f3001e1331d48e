"""What a file's preview shows, and what the officer may change in it."""

from __future__ import annotations

import io

from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.common import jobs
from cases.seizures.columns import layouts
from cases.seizures.intake.taking_in import take_in
from cases.seizures.models import SeizedDataset, SeizedFile
from tests.seizures.making import (
    as_text,
    as_workbook,
    confirm,
    make_draft,
    people,
    posted,
)


def test_another_separator_is_looked_at_before_it_counts(
    as_lead: Client, draft: SeizedFile
) -> None:
    address = reverse("cases:file_detail", args=[draft.pk])
    changed = {"sheet0-separator": ","}
    response = as_lead.post(address, posted(**changed, confirm=""))
    assert "Press “Look again”" in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == SeizedFile.State.DRAFT
    as_lead.post(address, posted(**changed, look="0"))
    draft.refresh_from_db()
    assert draft.layouts[0]["separator"] == ","
    assert len(draft.layouts[0]["columns"]) == 1


def test_what_the_officer_says_of_a_column_counts(
    as_lead: Client, draft: SeizedFile
) -> None:
    address = reverse("cases:file_detail", args=[draft.pk])
    as_lead.post(address, posted(**{"columns0-2": "", "confirm": ""}))
    jobs.run(SeizedFile, draft.pk, take_in)
    draft.refresh_from_db()
    assert set(draft.identifiers) == {"mobile"}


def test_a_file_in_which_nothing_is_to_be_found_is_not_taken_in(
    as_lead: Client, draft: SeizedFile
) -> None:
    nothing = posted(**{"columns0-1": "", "columns0-2": "", "confirm": ""})
    response = as_lead.post(reverse("cases:file_detail", args=[draft.pk]), nothing)
    assert "Say which column holds them" in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == SeizedFile.State.DRAFT


def test_a_row_of_data_is_not_taken_for_headings(
    as_lead: Client, draft: SeizedFile
) -> None:
    second = {"sheet0-header_line": "2", "look": "0"}
    response = as_lead.post(
        reverse("cases:file_detail", args=[draft.pk]), posted(**second)
    )
    page = response.content.decode()
    assert "Line 2 holds data and no header" in page
    assert people(30)["手机号"][0] not in page


def test_the_page_follows_the_job_and_is_fetched_anew_at_its_end(
    as_lead: Client, draft: SeizedFile
) -> None:
    confirm = reverse("cases:file_detail", args=[draft.pk])
    as_lead.post(confirm, {**posted(), "confirm": ""})
    address = reverse("cases:file_job", args=[draft.pk])
    waiting = as_lead.get(address)
    assert "HX-Refresh" not in waiting
    assert "every 1s" in waiting.content.decode()
    jobs.run(SeizedFile, draft.pk, take_in)
    assert as_lead.get(address)["HX-Refresh"] == "true"


def look(
    client: Client, file: SeizedFile, changes: dict[str, str], *, htmx: bool = False
) -> str:
    headers = {"HX-Request": "true"} if htmx else {}
    address = reverse("cases:file_detail", args=[file.pk])
    response = client.post(
        address, posted(look="0", **changes), headers=headers, follow=not htmx
    )
    file.refresh_from_db()
    return response.content.decode()


def test_looking_again_keeps_what_the_officer_said_of_the_columns(
    as_lead: Client, draft: SeizedFile
) -> None:
    said = {"columns0-0": "", "columns0-3": "note", "sheet0-header_line": "0"}
    page = look(as_lead, draft, said)
    item = draft.layouts[0]
    assert item["header_line"] == 0
    assert item["mapping"] == {"1": "mobile", "2": "resident_id", "3": "note"}
    assert page.count("your choice") == 2


def test_a_choice_goes_with_its_column_and_ends_with_it(
    as_lead: Client, lead: Officer, dataset: SeizedDataset
) -> None:
    frame = people(5)
    lines = as_text(frame, ",").decode().replace("姓名,", "姓名;").splitlines()
    lines[1:] = [line.replace(",", ";", 1) for line in lines[1:]]
    file = make_draft(lead, dataset, "\n".join(lines).encode())
    assert file.layouts[0]["columns"] == ["姓名;手机号", "身份证号", "地址"]
    columns = {"columns0-0": "mobile", "columns0-1": "", "columns0-2": "note"}
    sent = {"sheet0-encoding": "utf-8", "sheet0-header_line": "1", "look": "0"}
    address = reverse("cases:file_detail", args=[file.pk])
    as_lead.post(address, {**columns, **sent, "sheet0-separator": ";"})
    file.refresh_from_db()
    assert file.layouts[0]["columns"] == ["姓名", "手机号,身份证号,地址"]
    assert "note" not in file.layouts[0]["mapping"].values()


def test_one_sheet_is_looked_at_again_without_the_page(
    as_lead: Client, draft: SeizedFile
) -> None:
    part = look(as_lead, draft, {"sheet0-header_line": "0"}, htmx=True)
    assert part.lstrip().startswith("<section")
    assert "<form" not in part
    part = look(as_lead, draft, {"sheet0-header_line": "3"}, htmx=True)
    assert "Line 3 holds data and no header" in part
    assert draft.layouts[0]["header_line"] == 0


def test_looking_again_at_one_sheet_keeps_the_choices_of_the_others(
    as_lead: Client, lead: Officer, dataset: SeizedDataset
) -> None:
    book = as_workbook(one=people(5), two=people(5, seed=2))
    file = make_draft(lead, dataset, book, "two.xlsx")
    address = reverse("cases:file_detail", args=[file.pk])
    columns = {
        f"columns{sheet}-{place}": role
        for sheet in (0, 1)
        for place, role in enumerate(("name", "mobile", "", ""))
    }
    sent = {"sheet0-header_line": "1", "sheet1-header_line": "0", "look": "1"}
    as_lead.post(address, {**columns, **sent})
    file.refresh_from_db()
    for item in file.layouts:
        assert item["mapping"] == {"0": "name", "1": "mobile"}


def test_first_cells_are_kept_until_the_file_is_confirmed(
    lead: Officer, draft: SeizedFile
) -> None:
    assert draft.layouts[0]["sample"][1][0] == people(30)["手机号"][0]
    confirm(lead, draft)
    draft.refresh_from_db()
    assert "sample" not in draft.layouts[0]


def test_a_choice_follows_its_header_to_another_place() -> None:
    text = "甲,手机号,备注\n手机号,备注\n19900001111,好\n".encode()
    [item] = layouts.guess(lambda: io.BytesIO(text), "a.csv")
    found = layouts.corrected(
        lambda: io.BytesIO(text), item, {"1": "qq"}, header_line=2
    )
    place = found["columns"].index("手机号")
    assert found["mapping"][str(place)] == "qq"
