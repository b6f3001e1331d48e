"""The command imports a file as the pages do, and says so in JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.access.models import Officer
from cases.fraud.models import FraudReport
from tests.fraud.making import line, mobiles, report, text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reports.csv"
    path.write_bytes(text(line("A1"), line("")))
    return path


def run(*args: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_reports", *map(str, args), "--json", stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


@pytest.mark.usefixtures("lead")
def test_it_counts_what_became_of_the_rows(file: Path) -> None:
    result = run(file)
    assert {k: result[k] for k in ("read", "created", "updated", "rejected")} == {
        "read": 2,
        "created": 1,
        "updated": 0,
        "rejected": {"no_number": 1},
    }
    assert run(file)["updated"] == 1


def test_it_acts_in_the_name_of_the_officer(file: Path, lead: Officer) -> None:
    run(file, "--as", lead.username)
    assert report("A1").entered_by == lead


@pytest.mark.usefixtures("lead")
def test_a_column_can_be_mapped_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(f"Aktenzeichen,zahl\nK-1,{mobiles(1)[0]}\n")
    result = run(path, "--map", "Aktenzeichen=number", "--map", "zahl=caller_mobile")
    assert result["created"] == 1
    assert report("K-1").identifiers.get().party == "caller"


@pytest.mark.usefixtures("lead")
def test_a_plain_list_of_numbers_says_that_its_report_numbers_are_made_up(
    tmp_path: Path,
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("phone\n" + "\n".join(mobiles(3)))
    result = run(path)
    assert (result["created"], result["numbers_made_up"]) == (3, True)


@pytest.mark.usefixtures("lead")
@pytest.mark.parametrize(
    ("wish", "complaint"),
    [
        ("受害人=nonsense", "no field nonsense"),
        ("Nowhere=number", "no column Nowhere"),
        ("number", "HEADER=KIND"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(
    file: Path, wish: str, complaint: str
) -> None:
    with pytest.raises(CommandError, match=complaint):
        run(file, "--map", wish)
    assert not FraudReport.objects.exists()


@pytest.mark.usefixtures("lead")
def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "missing.csv")
