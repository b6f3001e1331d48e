"""The file: whom it opens for, who fetches it, and until when."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import py7zr
import pyrage
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case, CaseMember, Role
from cases.common.jobs import Job
from cases.exports import services
from cases.exports.making import exports_dir
from cases.exports.models import Export, ExportDownload
from tests.exports.making import (
    approve,
    ask_for_suspects,
    fetched,
    run,
    unlocked,
)
from tests.people import join, signed_in


def opens(content: bytes, password: str) -> bool:
    """py7zr has no error of its own for a wrong password: it reads nonsense."""
    try:
        unlocked(content, password)
    except Exception:  # noqa: BLE001 - see above
        return False
    return True


def test_only_who_asked_fetches_it(
    lead: Officer, second: Officer, suspects: Case
) -> None:
    export = run(approve(second, ask_for_suspects(lead, suspects)))
    assert fetched(signed_in(second), export).status_code == 302
    assert not ExportDownload.objects.exists()


def test_whoever_left_the_case_gets_nothing(
    lead: Officer, second: Officer, suspects: Case, outsider: Officer
) -> None:
    join(suspects, outsider, Role.VIEWER)
    export = ask_for_suspects(outsider, suspects)
    made = run(approve(lead, ask_for_suspects(outsider, suspects)))
    CaseMember.objects.filter(officer=outsider).delete()
    assert fetched(signed_in(outsider), made).status_code == 404
    late = run(approve(lead, export))
    assert (late.state, late.error_code) == (Job.State.FAILED, "export_out_of_reach")


def test_it_expires_and_the_file_is_gone(
    as_lead: Client, lead: Officer, second: Officer, suspects: Case
) -> None:
    export = run(approve(second, ask_for_suspects(lead, suspects)))
    assert export.expires_at is not None
    assert export.expires_at > timezone.now() + timedelta(days=6)
    assert list(exports_dir().iterdir())
    assert services.remove_expired() == 0
    Export.objects.update(expires_at=timezone.now())
    assert fetched(as_lead, export).status_code == 302
    assert services.remove_expired() == 1
    assert not list(exports_dir().iterdir())
    assert "Expired" in as_lead.get(export.get_absolute_url()).content.decode()


def test_a_clock_that_jumps_gives_nothing_back(
    lead: Officer, second: Officer, suspects: Case
) -> None:
    export = run(approve(second, ask_for_suspects(lead, suspects)))
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=8), tick=False):
        assert fetched(signed_in(lead), export).status_code == 302
        assert services.remove_expired() == 1
    with time_machine.travel(now - timedelta(days=1), tick=False):
        assert fetched(signed_in(lead), export).status_code == 302
    assert not list(exports_dir().iterdir())
    assert not ExportDownload.objects.exists()


def test_a_file_that_was_changed_is_not_given_out(
    as_lead: Client, lead: Officer, second: Officer, suspects: Case
) -> None:
    export = run(approve(second, ask_for_suspects(lead, suspects)))
    (exports_dir() / export.file).write_bytes(b"another")
    page = as_lead.get(fetched(as_lead, export)["Location"])
    assert "not as it was made" in page.content.decode()


def test_nothing_opens_it_but_the_receivers_password(
    lead: Officer, second: Officer, suspects: Case
) -> None:
    export = run(approve(second, ask_for_suspects(lead, suspects)))
    content = services.fetch(officer=lead, export=export)
    assert export.password == ""
    assert "王某".encode() not in content
    assert b"suspect-" not in content
    with pytest.raises(py7zr.PasswordRequired):
        py7zr.SevenZipFile(io.BytesIO(content))
    assert not opens(content, "another long password")
    assert "王某00" in unlocked(content).decode()


def test_an_age_key_locks_it_for_its_owner(
    lead: Officer, second: Officer, suspects: Case
) -> None:
    receiver, other = (
        pyrage.x25519.Identity.generate(),
        pyrage.x25519.Identity.generate(),
    )
    export = ask_for_suspects(
        lead,
        suspects,
        format="xlsx",
        lock="age_key",
        public_key=str(receiver.to_public()),
    )
    assert export.password == ""
    content = services.fetch(officer=lead, export=run(approve(second, export)))
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(content, [other])
    book = openpyxl.load_workbook(io.BytesIO(pyrage.decrypt(content, [receiver])))
    sheet: Any = book.active
    assert sheet.max_row == 32
    assert lead.badge in sheet["A1"].value
    assert lead.badge in sheet.oddFooter.left.text
