"""Uploads in a real browser: cut off, paused, gone on with after a reload."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect
from pytest_django import Settings

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.uploads import open_sealed
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.uploading.models import Upload
from tests.browser.conftest import Visitor
from tests.people import make_case, make_officer
from tests.seizures.making import as_text, make_dataset, make_draft, people

CONTENT = as_text(people(2_000))
CHUNK = 50_000
NAME = "王某名单.csv"


@pytest.fixture
def lead(transactional_db: None) -> Officer:
    return make_officer("lead")


@pytest.fixture
def case(lead: Officer) -> Case:
    return make_case(lead=lead)


@pytest.fixture
def dataset(lead: Officer, case: Case, settings: Settings) -> SeizedDataset:
    settings.UPLOAD_CHUNK_BYTES = CHUNK
    return make_dataset(lead, case)


@pytest.fixture
def page_open(visitor: Visitor, lead: Officer, dataset: SeizedDataset) -> Visitor:
    visitor.sign_in(lead)
    visitor.go(f"/datasets/{dataset.pk}/files/add/")
    return visitor


@pytest.fixture
def seized(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_bytes(CONTENT)
    return path


def choose(visitor: Visitor, path: Path) -> None:
    visitor.page.set_input_files("#id_upload", path)
    visitor.press("Upload")


def after(count: int, then: Callable[[Route], None]) -> Callable[[Route], None]:
    """Let `count` requests with bytes through, and do something with the next ones."""
    seen = [0]

    def handle(route: Route) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        seen[0] += 1
        if seen[0] <= count:
            route.continue_()
        else:
            then(route)

    return handle


def wait_until_received(visitor: Visitor, count: int) -> None:
    for _ in range(200):
        upload = Upload.objects.first()
        if upload and upload.received == count:
            return
        visitor.page.wait_for_timeout(50)
    pytest.fail(f"{count} bytes never arrived")


def the_file() -> SeizedFile:
    file = SeizedFile.objects.get()
    with open_sealed(file.original) as stream:
        assert stream.read() == CONTENT
    assert file.sha256_before == file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    return file


def test_an_upload_that_is_cut_off_goes_on_by_itself(
    page_open: Visitor, seized: Path
) -> None:
    cut = [0]

    def cut_once(route: Route) -> None:
        cut[0] += 1
        if cut[0] == 1:
            route.abort("connectionreset")
        else:
            route.continue_()

    page_open.page.route("**/uploads/*/", after(2, cut_once))
    choose(page_open, seized)
    page_open.sees("100 % sure")
    page_open.sees("Hash before transfer and after agree")
    assert the_file().name == NAME
    assert cut[0] > 1


def test_after_a_reload_only_what_is_missing_is_sent(
    page_open: Visitor, seized: Path
) -> None:
    page = page_open.page
    page.route("**/uploads/*/", after(2, lambda route: route.abort()))
    choose(page_open, seized)
    wait_until_received(page_open, 2 * CHUNK)
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "/uploads/" in kept
    assert NAME not in kept
    assert "王某" not in page.evaluate(
        "decodeURIComponent(JSON.stringify(localStorage))"
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute("**/uploads/*/")
    page_open.sees("Your unfinished uploads")
    sent: list[str] = []
    page.on(
        "request",
        lambda r: sent.append(r.headers.get("upload-offset", "")),
    )
    choose(page_open, seized)
    page_open.sees("100 % sure")
    assert next(filter(None, sent)) == str(2 * CHUNK)
    assert the_file()
    assert page.evaluate("localStorage.length") == 0


def test_a_paused_upload_waits_and_goes_on(page_open: Visitor, seized: Path) -> None:
    page = page_open.page
    page.route("**/uploads/*/", after(1, lambda route: route.abort()))
    choose(page_open, seized)
    wait_until_received(page_open, CHUNK)
    pause = page.get_by_role("button", name=f"Pause: {NAME}")
    pause.focus()
    page.keyboard.press("Enter")
    page_open.sees("Paused at")
    page.unroute("**/uploads/*/")
    expect(page.locator(":focus")).to_have_attribute("data-do", "resume")
    page.keyboard.press("Enter")
    page_open.sees("100 % sure")
    assert the_file()


def test_the_officer_decides_about_the_same_content(
    page_open: Visitor, lead: Officer, dataset: SeizedDataset, seized: Path
) -> None:
    make_draft(lead, dataset, CONTENT, "earlier.csv")
    choose(page_open, seized)
    page_open.sees("“earlier.csv”")
    page_open.press("Leave it out")
    page_open.page.locator("#uploads li").wait_for(state="detached")
    assert SeizedFile.objects.count() == 1
    choose(page_open, seized)
    page_open.sees("“earlier.csv”")
    page_open.press("Put it in a second time")
    page_open.sees("100 % sure")
    assert SeizedFile.objects.count() == 2


def test_a_folder_is_uploaded_with_its_paths(
    page_open: Visitor, tmp_path: Path
) -> None:
    folder = tmp_path / "硬盘"
    (folder / "2020").mkdir(parents=True)
    for name, seed in (("a.csv", 1), ("2020/b.csv", 2), ("2020/empty.csv", 0)):
        content = as_text(people(20, seed=seed)) if seed else b""
        (folder / name).write_bytes(content)
    page_open.page.set_input_files("[data-folder]", folder)
    page_open.press("Upload")
    page_open.sees("The file is empty")
    page_open.sees("2 of 3 files are uploaded")
    names = set(SeizedFile.objects.values_list("name", flat=True))
    assert names == {"硬盘/a.csv", "硬盘/2020/b.csv"}
    assert page_open.complaints == []


def test_without_javascript_the_form_still_uploads(
    visitor: Visitor, lead: Officer, dataset: SeizedDataset, seized: Path
) -> None:
    visitor.sign_in(lead)
    visitor.page.route("**/upload/page.js", lambda route: route.abort())
    visitor.go(f"/datasets/{dataset.pk}/files/add/")
    choose(visitor, seized)
    visitor.sees("100 % sure")
    assert SeizedFile.objects.get().sha256_before == ""
