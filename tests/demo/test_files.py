"""The demo's files: messy on purpose, and the same every time."""

from __future__ import annotations

import csv
import io

import pytest

from cases.demo import files


@pytest.fixture(scope="module")
def made() -> files.DemoFiles:
    return files.make()


def test_the_same_seed_gives_the_same_bytes(made: files.DemoFiles) -> None:
    assert files.make() == made


def test_wangs_csv_is_gb18030_and_holds_its_rows(made: files.DemoFiles) -> None:
    text = made.wang_csv[1].decode("gb18030")
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    assert len(rows) == files.CSV_ROWS + 40 + 2  # rows doubled, two headers
    assert any(len(row) == 3 for row in rows)
    assert any("****" in row[1] for row in rows)


def test_every_number_is_evidently_fictitious(made: files.DemoFiles) -> None:
    lines = made.loan_txt[1].decode().splitlines()[1:]
    for line in lines[:5000]:
        _time, _name, mobile, resident_id = line.split("|")
        assert mobile[3:7] == "0000"
        assert resident_id[2:6] == "0000"
