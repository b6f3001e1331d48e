"""Reports and report files for tests; every number evidently made up."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import xlsxwriter

from cases.access.models import Officer
from cases.common import jobs
from cases.common.uploads import SealedUpload, seal_stream
from cases.engine import fictitious
from cases.fraud import import_services
from cases.fraud.importing import import_reports
from cases.fraud.models import FraudReport, ReportImport
from cases.fraud.sheets import stored

HEADER = (
    "案件编号,受理单位,发案地,报案日期,诈骗手法,"
    "损失金额,受害人,受害人手机,来电号码,简要案情"
)


def mobiles(count: int, seed: int = 7) -> list[str]:
    return fictitious.mobiles(np.random.default_rng(seed), count).to_list()


def line(number: str, **cells: Any) -> str:
    """One line under HEADER, with something sensible in every cell not given."""
    told = {
        "unit": "某公安局",
        "province": "江苏省盐城市",
        "day": "2021年1月30日",
        "method": "刷单返利",
        "loss": "3.4万",
        "victim": "徐某甲",
        "mobile": mobiles(1)[0],
        "caller": "",
        "facts": "接到陌生来电后转账。",
        **cells,
    }
    return ",".join([number, *map(str, told.values())])


def text(*lines: str, encoding: str = "utf-8", header: str = HEADER) -> bytes:
    return ("\n".join([header, *lines]) + "\n").encode(encoding)


def workbook(**sheets: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    book.close()
    return out.getvalue()


def upload(content: bytes, name: str = "reports.csv") -> SealedUpload:
    original, digests = seal_stream(io.BytesIO(content))
    return SealedUpload(original, digests, name=name)


def draft(officer: Officer, content: bytes, name: str = "reports.csv") -> ReportImport:
    return import_services.import_file(officer=officer, upload=upload(content, name))


def confirmed(
    officer: Officer, content: bytes, name: str = "reports.csv"
) -> ReportImport:
    row = draft(officer, content, name)
    return import_services.confirm_import(
        officer=officer, report_import=row, sheets=stored(row.layout), wake=False
    )


def imported(
    officer: Officer, content: bytes, name: str = "reports.csv"
) -> ReportImport:
    """The import as it stands after its job, with its columns as guessed."""
    row = confirmed(officer, content, name)
    jobs.run(ReportImport, row.pk, import_reports)
    row.refresh_from_db()
    return row


def report(number: str) -> FraudReport:
    found: FraudReport = FraudReport.objects.get(number=number)
    return found
