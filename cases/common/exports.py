"""A list as CSV or XLSX."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

# A cell that begins so is run as a formula by spreadsheet programs (OWASP: CSV
# injection); an apostrophe in front makes it text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FORMATS = ("csv", "xlsx")


def respond(rows: Iterable[list[Any]], *, format: str, name: str) -> HttpResponse:  # noqa: A002
    """Rows, the header first, as a file to download."""
    day = timezone.localdate().isoformat()
    if format == "xlsx":
        content, mime = (
            _xlsx(rows),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )
    else:
        content, mime = b"".join(csv_lines(rows)), "text/csv; charset=utf-8"
    return HttpResponse(
        content,
        content_type=mime,
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{day}.{format}"'
        },
    )


def plain(value: Any) -> Any:
    """What a cell may hold: numbers as they are, times in local time, text that
    no spreadsheet runs as a formula."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_lines(rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """The same line by line, for lists of any length."""
    # Excel takes a CSV for GBK unless a byte order mark says otherwise.
    yield codecs.BOM_UTF8
    for row in rows:
        out = io.StringIO()
        csv.writer(out).writerow([plain(cell) for cell in row])
        yield out.getvalue().encode()


def _xlsx(rows: Iterable[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    for index, row in enumerate(rows):
        sheet.write_row(index, 0, [plain(cell) for cell in row])
    sheet.autofit()
    book.close()
    return out.getvalue()
