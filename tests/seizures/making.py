"""Seized files made up for tests, and the short way into a case."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl
import xlsxwriter

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.jobs import Job
from cases.common.uploads import seal_stream
from cases.engine import fictitious
from cases.seizures import services
from cases.seizures.accounting.repetition_counts import count_dataset
from cases.seizures.intake.taking_in import take_in
from cases.seizures.models import DatasetCount, Exhibit, SeizedDataset, SeizedFile

SEIZED_AT = datetime(2021, 1, 30, 11, 0, tzinfo=UTC)


def people(rows: int = 200, seed: int = 1) -> pl.DataFrame:
    """Name, mobile number, resident ID and address of people who do not exist."""
    rng = np.random.default_rng(seed)
    return fictitious.seizure_frame(rng, rows).select(
        "姓名", "手机号", "身份证号", "地址"
    )


def as_text(
    frame: pl.DataFrame, separator: str = ",", encoding: str = "utf-8"
) -> bytes:
    rows = [frame.columns, *frame.rows()]
    text = "".join(separator.join(row) + "\r\n" for row in rows)
    return text.encode(encoding)


def as_workbook(**sheets: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, frame in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate([frame.columns, *frame.rows()]):
                sheet.write_row(line, 0, row)
    return out.getvalue()


def make_dataset(officer: Officer, case: Case, **fields: Any) -> SeizedDataset:
    fields.setdefault("title", "快递料")
    return services.add_dataset(officer=officer, case=case, **fields)


def make_exhibit(officer: Officer, case: Case, **fields: Any) -> Exhibit:
    fields = {
        "number": "1-1",
        "name": "Laptop",
        "medium": Exhibit.Medium.COMPUTER,
        "seized_at": SEIZED_AT,
        "place": "Factory dormitory",
        "investigators": "侦查员甲、侦查员乙",
        **fields,
    }
    return services.add_exhibit(officer=officer, case=case, **fields)


def make_draft(
    officer: Officer,
    dataset: SeizedDataset,
    content: bytes,
    name: str = "seized.csv",
    *,
    again: bool = False,
) -> SeizedFile:
    original, digests = seal_stream(io.BytesIO(content))
    return services.add_file(
        officer=officer,
        dataset=dataset,
        name=name,
        original=original,
        digests=digests,
        again=again,
    )


def confirm(officer: Officer, file: SeizedFile) -> SeizedFile:
    """As the columns were guessed; the job then waits for a worker."""
    return services.confirm_file(
        officer=officer, file=file, sheets=file.layouts, wake=False
    )


def taken_in(
    officer: Officer, dataset: SeizedDataset, content: bytes, name: str = "seized.csv"
) -> SeizedFile:
    """A file all the way through its job, in the test's own process."""
    file = confirm(officer, make_draft(officer, dataset, content, name))
    jobs.run(SeizedFile, file.pk, take_in)
    count_repetitions(dataset)
    file.refresh_from_db()
    return file


def count_repetitions(dataset: SeizedDataset) -> None:
    for row in DatasetCount.objects.filter(dataset=dataset, state=Job.State.WAITING):
        jobs.run(DatasetCount, row.pk, count_dataset)


def posted(**changes: str) -> dict[str, str]:
    """The confirm page's form for `people` as GB18030 with bars."""
    return {
        "sheet0-encoding": "gb18030",
        "sheet0-separator": "|",
        "sheet0-header_line": "1",
        "columns0-0": "name",
        "columns0-1": "mobile",
        "columns0-2": "resident_id",
        "columns0-3": "address",
        **changes,
    }
