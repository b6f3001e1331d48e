"""`manage.py summary`: makes a summary in its own process and writes the PDF."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import services as casefiles
from cases.casefiles.models import Case
from cases.summaries.models import Summary
from tests.summaries.making import fill, make_suspect


def summary(case: Case, output: Path, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    options = {"language": "en", "json": True, **options}
    call_command("summary", case=case.number, output=str(output), stdout=out, **options)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def test_the_pdf_is_written_and_its_digests_are_told(
    case: Case, lead: Officer, tmp_path: Path
) -> None:
    told = summary(fill(case, lead), tmp_path / "s.pdf")
    pdf = (tmp_path / "s.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-1.7")
    assert told["sha256"] == hashlib.sha256(pdf).hexdigest()
    assert told["version"] == 1
    row = Summary.objects.get()
    assert (row.state, row.size, row.pages) == ("done", len(pdf), told["pages"])
    assert Entry.objects.filter(action=Action.EXPORT, actor=lead).count() == 1


def test_the_same_facts_give_the_same_bytes_and_no_new_version(
    case: Case, lead: Officer, tmp_path: Path
) -> None:
    fill(case, lead)
    first = summary(case, tmp_path / "1.pdf")
    again = summary(case, tmp_path / "2.pdf")
    assert again["version"] == first["version"] == 1
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()
    make_suspect(case, 2, name="张诚")
    changed = summary(case, tmp_path / "3.pdf")
    assert changed["version"] == 2
    assert changed["code"] != first["code"]


def test_an_unknown_case_is_said_in_a_sentence(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no case with the number X-1"):
        call_command("summary", case="X-1", output=str(tmp_path / "s.pdf"))


def test_an_output_that_cannot_be_written_is_said_before_the_work(
    case: Case, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="No such file or directory"):
        summary(case, tmp_path / "nowhere" / "s.pdf")
    assert not Summary.objects.exists()


def test_a_prosecutor_gets_it_after_the_hand_over_only(
    case: Case, lead: Officer, prosecutor: Officer, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="There is no case"):
        summary(case, tmp_path / "s.pdf", officer="prosecutor")
    casefiles.hand_over(officer=lead, case=case, unit=prosecutor.unit)
    told = summary(case, tmp_path / "s.pdf", officer="prosecutor")
    assert told["volume"] == "litigation"


def test_an_outsider_is_told_that_there_is_no_such_case(
    case: Case, outsider: Officer, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="There is no case"):
        summary(case, tmp_path / "s.pdf", officer="outsider")
    assert not (tmp_path / "s.pdf").exists()
