"""What the page offers once a file has been uploaded, by what the file is."""

from __future__ import annotations

from pathlib import Path

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.seizures.models import SeizedFile
from tests.browser.conftest import Visitor
from tests.engine.archives.making import a_zip
from tests.seizures.making import as_text, make_dataset, people


def test_a_list_is_to_be_confirmed_and_an_archive_to_be_looked_into(
    visitor: Visitor, lead: Officer, case: Case, tmp_path: Path
) -> None:
    dataset = make_dataset(lead, case)
    names = tmp_path / "names.csv"
    names.write_bytes(as_text(people(5)))
    archive = tmp_path / "phone.zip"
    members = {f"{n}.csv": as_text(people(5, seed=n)) for n in (2, 3)}
    archive.write_bytes(a_zip(members))
    visitor.sign_in(lead)
    visitor.go(f"/datasets/{dataset.pk}/files/add/")
    visitor.page.set_input_files("#id_upload", [names, archive])
    visitor.press("Upload")
    visitor.sees("2 of 2 files are uploaded")
    for upload, offered in ((names, "Confirm its columns"), (archive, "See what is")):
        row = visitor.page.locator("[data-rows] li").filter(has_text=upload.name)
        assert row.get_by_role("link").count() == 1
        link = row.get_by_role("link", name=offered)
        file = SeizedFile.objects.get(name=upload.name)
        assert link.get_attribute("href") == file.get_absolute_url()
    assert visitor.complaints == []
