"""What officers do on several pages one after the other."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl

from cases.casefiles.models import Case
from tests.browser.conftest import Visitor


def seized_file(folder: Path, frame: pl.DataFrame) -> Path:
    path = folder / "快递料.csv"
    path.write_bytes(frame.write_csv().encode("gb18030"))
    return path


def report_file(folder: Path, frame: pl.DataFrame) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["案件编号", "报案日期", "诈骗手法", "损失金额", "手机号"])
    for place, number in enumerate(frame["手机号"]):
        row = [f"SIM-{place}", "2021-01-15", "虚假贷款", 1000 + place, number]
        book.active.append(row)
    path = folder / "警情.xlsx"
    book.save(path)
    return path


def take_in(visitor: Visitor, case: Case, path: Path, rows: int) -> None:
    visitor.go(f"/datasets/?case={case.pk}")
    visitor.follow("Add")
    visitor.page.fill("#id_title", "快递料")
    visitor.press("Save")
    visitor.follow("Add files")
    visitor.page.set_input_files("input[type=file]", path)
    visitor.press("Upload")
    visitor.sees("100 % sure")
    masked = visitor.page.locator("table.preview").inner_text()
    assert "****" in masked
    visitor.press("Take in")
    visitor.sees(f"{rows:,}")
    visitor.sees("Done")


def import_reports(visitor: Visitor, path: Path) -> None:
    visitor.go("/reports/")
    visitor.follow("Import a file")
    visitor.page.set_input_files("input[type=file]", path)
    visitor.page.locator("main button.btn-primary").click()
    visitor.press("Import")
    visitor.sees("Done")
    visitor.sees("new reports")


def start_run(visitor: Visitor, case: Case) -> None:
    visitor.go(f"/runs/?case={case.pk}")
    visitor.page.locator(".page-header a.btn-primary").click()
    visitor.press("Start")
    visitor.sees("Done")
