"""Known names and numbers go through everything, and then are looked for everywhere.

In the clear, by design: names and handles of suspects, titles, numbers of reports,
exhibits and cases, names of files. Nothing of a seized row, and of a report neither
the victim nor the facts nor a number.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from casedesk import environment
from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.fraud.services import create_report, find_reports
from cases.matching.models import FraudLink
from cases.seizures.intake.taking_in import take_in
from cases.seizures.models import SeizedFile
from tests.matching.making import match_now
from tests.seizures.making import as_text, confirm, make_dataset, people

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
ROWS = 60


def marked(frame: pl.DataFrame) -> pl.DataFrame:
    """Names that are in no other text, so that a find is a leak."""
    names = [f"欧阳龘{chr(0x9F98 - place)}" for place in range(frame.height)]
    return frame.with_columns(姓名=pl.Series(names))


def needles(frame: pl.DataFrame) -> set[bytes]:
    """Every cell in every encoding, and numbers as eight bytes in both orders."""
    cells = {cell for row in frame.rows() for cell in row}
    found = {cell.encode(code) for cell in cells for code in ENCODINGS}
    for cell in cells:
        if cell.isdigit():
            number = int(cell)
            found |= {number.to_bytes(8, "little"), number.to_bytes(8, "big")}
    return found


def database() -> Iterator[tuple[str, bytes]]:
    """Every row of every table, sealed columns as the bytes that they are."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - our own tables
            for row in cursor.fetchall():
                for cell in row:
                    is_bytes = isinstance(cell, bytes | memoryview)
                    yield table, bytes(cell) if is_bytes else str(cell).encode()


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()


def test_no_name_and_no_number_is_anywhere_in_the_clear(
    as_lead: Client,
    lead: Officer,
    case: Case,
    data_dir: Path,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seized = marked(people(ROWS))
    dataset = make_dataset(lead, case)
    as_lead.post(
        reverse("cases:dataset_upload", args=[dataset.pk]),
        {
            "upload": SimpleUploadedFile(
                "seized.csv", as_text(seized) + "欧阳龘，残行\r\n".encode()
            )
        },
    )
    file = confirm(lead, SeizedFile.objects.get())
    jobs.run(SeizedFile, file.pk, take_in)
    victim = dict(zip(seized.columns, seized.rows()[0], strict=True))
    create_report(
        officer=lead,
        number="R-1",
        victim_name=victim["姓名"],
        narrative=f"{victim['姓名']}称其手机{victim['手机号']}接到来电。",
        identifiers=[("victim", "mobile", victim["手机号"])],
    )
    match_now(lead, case)
    link = FraudLink.objects.get()
    as_lead.get(reverse("cases:link_detail", args=[link.pk]))
    as_lead.get(reverse("cases:file_detail", args=[file.pk]))
    assert find_reports(officer=lead, raw=victim["手机号"])

    wanted = needles(seized)
    everywhere = [
        *database(),
        *files(data_dir),
        *files(tmp_path),
        *files(environment.var_dir() / "valkey"),
        *files(environment.var_dir() / "log"),
        ("log", caplog.text.encode()),
    ]
    assert len(everywhere) > 100
    leaks = {
        (place, needle)
        for place, content in everywhere
        for needle in wanted
        if needle in content
    }
    assert leaks == set()


def test_the_search_itself_would_find_what_is_in_the_clear(data_dir: Path) -> None:
    seized = marked(people(2))
    wanted = needles(seized)
    for code in ENCODINGS:
        (data_dir / "leak").write_bytes(b"..." + as_text(seized, encoding=code))
        [(_name, content)] = files(data_dir)
        assert any(needle in content for needle in wanted)
