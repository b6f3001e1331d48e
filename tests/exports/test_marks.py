"""A leaked file, or a row of it, leads back to the export."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.exports import marks, services
from tests.exports.making import (
    approve,
    ask_for_suspects,
    run,
    unlocked,
)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_leaked_row_leads_back_to_who_took_it(
    lead: Officer,
    second: Officer,
    suspects: Case,
    tmp_path: Path,
    format: str,  # noqa: A002 - what the service calls it
) -> None:
    other = ask_for_suspects(lead, suspects, format=format)
    export = run(approve(second, ask_for_suspects(lead, suspects, format=format)))
    content = unlocked(services.fetch(officer=lead, export=export))
    whole = tmp_path / f"leak.{format}"
    whole.write_bytes(content)
    assert marks.found_in(whole) == {export.mark} != {other.mark}
    if format == "csv":
        # The line that says who, cut off; one row alone, in another encoding.
        row = content.decode("utf-8-sig").splitlines()[5]
        whole.write_text(row, encoding="utf-16")
        assert marks.found_in(whole) == {export.mark}
    said = io.StringIO()
    call_command("trace_export", str(whole), stdout=said)
    for word in (lead.name, lead.badge, second.name, f"export: {export.pk}"):
        assert word in said.getvalue()
    assert Entry.objects.latest("pk").detail == {"traced": True}


def test_a_file_without_a_mark_leads_to_nobody(db: None, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.csv"
    foreign.write_text("王某,13800138000\n" + "\u200b" * 31)
    with pytest.raises(SystemExit):
        call_command("trace_export", str(foreign), stdout=io.StringIO())
    with pytest.raises(CommandError):
        call_command("trace_export", str(tmp_path / "none"))


@pytest.mark.parametrize("mark", [0, 1, 2**63 - 1, 0x1234_5678_9ABC_DEF0])
def test_a_mark_is_read_as_it_was_written(mark: int, tmp_path: Path) -> None:
    [row] = marks.signed([[7, None, "a", "b"]], mark)
    assert row[:2] == [7, None]
    assert row[3] == "b"
    path = tmp_path / "row"
    path.write_text("\n".join(str(cell) for cell in row))
    assert marks.found_in(path) == {mark}
    assert list(marks.signed([[1, None, ""]], mark)) == [[1, None, ""]]
