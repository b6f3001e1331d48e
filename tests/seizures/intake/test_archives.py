"""Archives: unpacked by a job, every member taken or refused, nothing twice."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.jobs import Claim
from cases.common.uploads import originals_dir, seal_stream
from cases.engine import archives
from cases.engine.errors import Cancelled
from cases.seizures import services
from cases.seizures.custody import verify
from cases.seizures.intake import unpacking
from cases.seizures.intake.unpacking import members_of, take_in_or_unpack
from cases.seizures.models import RefusedMember, SeizedDataset, SeizedFile
from tests.engine.archives.making import a_7z, a_locked_zip, a_rar, a_zip
from tests.seizures.making import (
    as_text,
    as_workbook,
    confirm,
    make_dataset,
    make_exhibit,
    people,
)

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)
CONTENT = {
    "快递/一月.csv": as_text(people(20)),
    "学生.xlsx": as_workbook(a=people(10, seed=2)),
    "photo.png": PICTURE,
    "empty.csv": b"",
    "又一份.csv": as_text(people(20)),
}


@pytest.fixture
def dataset(lead: Officer, case: Case) -> SeizedDataset:
    return make_dataset(lead, case, exhibit=make_exhibit(lead, case))


def added(
    officer: Officer,
    dataset: SeizedDataset,
    content: bytes,
    name: str = "货.zip",
    **options: Any,
) -> SeizedFile:
    original, digests = seal_stream(io.BytesIO(content))
    return services.add_file(
        officer=officer,
        dataset=dataset,
        name=name,
        original=original,
        digests=digests,
        wake=False,
        **options,
    )


def unpacked(
    officer: Officer, dataset: SeizedDataset, content: bytes, **options: Any
) -> SeizedFile:
    archive = added(officer, dataset, content, **options)
    jobs.run(SeizedFile, archive.pk, take_in_or_unpack)
    archive.refresh_from_db()
    return archive


def taken(archive: SeizedFile) -> dict[str, str]:
    return {str(file): file.state for file in archive.members.all()}


def refused(archive: SeizedFile) -> dict[str, str]:
    return {row.path: row.reason for row in archive.refused.all()}


@pytest.mark.parametrize("make", [a_zip, a_7z, a_rar], ids=["zip", "7z", "rar"])
def test_every_member_is_taken_or_refused_with_its_reason(
    lead: Officer, dataset: SeizedDataset, make: Any
) -> None:
    archive = unpacked(lead, dataset, make(CONTENT))
    assert archive.state == SeizedFile.State.DONE
    assert members_of(archive) == {"members": 5, "taken": 2, "refused": 3}
    assert taken(archive) == {
        "货.zip/快递/一月.csv": "draft",
        "货.zip/学生.xlsx": "draft",
    }
    assert refused(archive) == {
        "货.zip/photo.png": "binary_file",
        "货.zip/empty.csv": "empty_file",
        "货.zip/又一份.csv": "same_in_archive",
    }
    same = archive.refused.get(reason="same_in_archive")
    assert same.about == {"other": "货.zip/快递/一月.csv"}
    assert same.sha256 == archive.members.get(name="一月.csv").sha256


def test_a_member_is_taken_in_as_any_file_and_an_archive_counts_no_rows(
    lead: Officer, dataset: SeizedDataset
) -> None:
    archive = unpacked(lead, dataset, a_zip(CONTENT))
    member = confirm(lead, archive.members.get(name="一月.csv"))
    jobs.run(SeizedFile, member.pk, take_in_or_unpack)
    member.refresh_from_db()
    assert member.is_taken_in
    assert member.rows_stored == 20
    dataset.refresh_from_db()
    assert dataset.rows_stored == 20
    assert [list(verify(file)) for file in dataset.files.all()] == [[]] * 3


def test_the_exhibits_record_tells_of_sealing_and_unpacking(
    lead: Officer, dataset: SeizedDataset
) -> None:
    archive = unpacked(lead, dataset, a_zip(CONTENT))
    assert dataset.exhibit is not None
    purposes = list(dataset.exhibit.custody.values_list("purpose", "sha256"))
    assert purposes == [
        ("File extracted and sealed: 货.zip", archive.sha256),
        ("Unpacked: 2 files taken, 3 refused: 货.zip", archive.sha256),
    ]


def test_archives_in_archives_are_opened_to_a_depth(
    lead: Officer, dataset: SeizedDataset
) -> None:
    inner = as_text(people(3))
    content = a_zip({"deep.csv": inner})
    for level in range(4):
        table = as_text(people(3, seed=10 + level))
        content = a_zip({f"{level}.csv": table, f"inner{level}.zip": content})
    archive = unpacked(lead, dataset, content)
    assert members_of(archive) == {"members": 5, "taken": 4, "refused": 1}
    [deepest] = RefusedMember.objects.all()
    assert deepest.reason == "nested_too_deep"
    assert deepest.path == "货.zip/inner3.zip/inner2.zip/inner1.zip/inner0.zip"
    states = set(SeizedFile.objects.archives().values_list("state", flat=True))
    assert states == {"done"}


def test_locked_members_wait_for_a_password_that_is_then_forgotten(
    lead: Officer, dataset: SeizedDataset
) -> None:
    archive = unpacked(lead, dataset, a_locked_zip(CONTENT, "秘密"))
    assert members_of(archive) == {"members": 5, "taken": 0, "refused": 5}
    assert set(refused(archive).values()) == {"needs_password", "empty_file"}
    services.unpack_again(
        officer=lead, archive=archive, passwords=["falsch"], wake=False
    )
    jobs.run(SeizedFile, archive.pk, take_in_or_unpack)
    assert set(refused(archive).values()) == {"wrong_password", "empty_file"}
    services.unpack_again(
        officer=lead, archive=archive, passwords=["falsch", "秘密"], wake=False
    )
    archive.refresh_from_db()
    assert archive.passwords == ["falsch", "秘密"]
    jobs.run(SeizedFile, archive.pk, take_in_or_unpack)
    assert members_of(archive) == {"members": 5, "taken": 2, "refused": 3}
    archive.refresh_from_db()
    assert archive.passwords == []


def test_a_locked_list_fails_with_what_to_do(
    lead: Officer, dataset: SeizedDataset
) -> None:
    content = a_7z(CONTENT, "秘密", locked_list=True)
    archive = unpacked(lead, dataset, content, passwords=["falsch"])
    assert archive.state == SeizedFile.State.FAILED
    assert archive.error_code == "wrong_password"
    assert archive.passwords == []
    services.unpack_again(officer=lead, archive=archive, passwords=["秘密"], wake=False)
    jobs.run(SeizedFile, archive.pk, take_in_or_unpack)
    assert members_of(archive)["taken"] == 2


def test_the_password_of_the_outer_archive_opens_the_inner_one_too(
    lead: Officer, dataset: SeizedDataset
) -> None:
    inner = a_7z({"a.csv": as_text(people(3))}, "秘密", locked_list=True)
    archive = unpacked(lead, dataset, a_zip({"inner.7z": inner, "x.png": PICTURE}))
    assert archive.members.get().error_code == "needs_password"
    services.unpack_again(officer=lead, archive=archive, passwords=["秘密"], wake=False)
    jobs.run(SeizedFile, archive.pk, take_in_or_unpack)
    assert members_of(archive) == {"members": 2, "taken": 1, "refused": 1}
    assert archive.members.get().error_code == ""


def test_a_damaged_archive_keeps_what_could_be_read(
    lead: Officer, dataset: SeizedDataset
) -> None:
    content = a_zip(CONTENT)
    archive = unpacked(lead, dataset, content[: content.rindex(b"PK\1\2")])
    assert archive.state == SeizedFile.State.DONE
    assert archive.error_code == "damaged_archive"
    assert members_of(archive)["taken"] == 2


def test_an_archive_of_which_nothing_can_be_read_fails(
    lead: Officer, dataset: SeizedDataset
) -> None:
    archive = unpacked(lead, dataset, a_7z(CONTENT)[:50])
    assert archive.state == SeizedFile.State.FAILED
    assert archive.error_code == "damaged_archive"
    assert archive.error_where == {"file": "货.zip"}


def test_a_bomb_is_stopped_and_what_came_before_is_kept(
    lead: Officer, dataset: SeizedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        unpacking, "Budget", lambda packed: archives.Budget(packed, free=1 << 20)
    )
    content = {"a.csv": as_text(people(5)), "bomb.csv": bytes(64 << 20), "z": b"a,b\n"}
    archive = unpacked(lead, dataset, a_zip(content))
    assert archive.state == SeizedFile.State.DONE
    assert archive.error_code == "unpacks_to_too_much"
    assert taken(archive) == {"货.zip/a.csv": "draft"}
    assert refused(archive) == {"货.zip/bomb.csv": "unpacks_to_too_much"}
    assert len(list(originals_dir().iterdir())) == 2


def test_content_that_the_case_has_is_taken_again_only_when_asked(
    lead: Officer, dataset: SeizedDataset
) -> None:
    first = unpacked(lead, dataset, a_zip({"a.csv": as_text(people(5))}))
    other = a_zip({"b.csv": as_text(people(5)), "c.csv": as_text(people(6))})
    second = unpacked(lead, dataset, other, name="b.zip")
    assert refused(second) == {"b.zip/b.csv": "same_in_case"}
    assert second.refused.get().about == {"other": str(first.members.get())}
    third = unpacked(lead, dataset, other, name="c.zip", again=True)
    assert len(taken(third)) == 2


def test_an_archive_is_not_unpacked_twice_at_once(
    lead: Officer, dataset: SeizedDataset
) -> None:
    archive = added(lead, dataset, a_zip(CONTENT))
    with pytest.raises(ValidationError, match="being unpacked"):
        services.unpack_again(officer=lead, archive=archive, passwords=[])


def test_a_cancelled_archive_goes_on_where_it_stopped(
    lead: Officer, dataset: SeizedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = added(lead, dataset, a_zip(CONTENT), passwords=["秘密"])
    seen: list[int] = []

    def stop(self: Claim, done: int, total: int | None = None) -> None:
        seen.append(done)
        if len(seen) == 4:
            raise Cancelled

    with monkeypatch.context() as patched:
        patched.setattr(Claim, "progress", stop)
        jobs.run(SeizedFile, archive.pk, take_in_or_unpack)
    archive.refresh_from_db()
    assert archive.state == SeizedFile.State.CANCELLED
    assert archive.passwords == []
    before = set(archive.members.values_list("pk", flat=True))
    assert len(before) == 1
    services.start_again(officer=lead, file=archive)
    jobs.run(SeizedFile, archive.pk, take_in_or_unpack)
    assert members_of(archive) == {"members": 5, "taken": 2, "refused": 3}
    assert before < set(archive.members.values_list("pk", flat=True))
    assert len(list(originals_dir().iterdir())) == 3


def test_passwords_are_neither_in_the_row_nor_in_the_audit_in_the_clear(
    lead: Officer, dataset: SeizedDataset
) -> None:
    archive = added(lead, dataset, a_zip(CONTENT), passwords=["geheim-4711"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT passwords FROM cases_seizedfile WHERE id = %s", [archive.pk]
        )
        [(sealed,)] = cursor.fetchall()
    assert b"geheim" not in bytes(sealed)
    assert not any("geheim" in str(entry.__dict__) for entry in Entry.objects.all())
