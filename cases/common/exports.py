"""A list as CSV or XLSX."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

# A cell that begins with one of these is run as a formula by spreadsheet programs
# (OWASP: CSV injection), by some also in full width; an apostrophe in front makes it
# text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORMATS = ("csv", "xlsx")
MIME: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FOOTER_AT_MOST: Final = 200  # Excel takes 255 characters, marks of the layout included


def respond(
    rows: Iterable[list[Any]],
    *,
    format: str,  # noqa: A002 - what its callers call it
    name: str,
    note: str = "",
) -> HttpResponse:
    """Rows, the header first, as a file to download."""
    day = timezone.localdate().isoformat()
    return HttpResponse(
        content(rows, format=format, note=note),
        content_type=MIME[format],
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{day}.{format}"'
        },
    )


def content(rows: Iterable[list[Any]], *, format: str, note: str = "") -> bytes:  # noqa: A002 - as above
    """`note` stands in a line of its own above the header, and in a workbook also at
    the foot of every printed page."""
    if format == "xlsx":
        return _xlsx(rows, note)
    return b"".join(csv_lines(rows, note))


def plain(value: Any) -> Any:
    """What a cell may hold: numbers as they are, times in local time, text that
    no spreadsheet runs as a formula."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_lines(rows: Iterable[list[Any]], note: str = "") -> Iterator[bytes]:
    """The same line by line, for lists of any length."""
    # Excel takes a CSV for GBK unless a byte order mark says otherwise.
    yield codecs.BOM_UTF8
    for row in _noted(rows, note):
        out = io.StringIO()
        csv.writer(out).writerow([plain(cell) for cell in row])
        yield out.getvalue().encode()


def _noted(rows: Iterable[list[Any]], note: str) -> Iterator[list[Any]]:
    if note:
        yield [note]
    yield from rows


def _xlsx(rows: Iterable[list[Any]], note: str) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    for index, row in enumerate(rows, start=1 if note else 0):
        sheet.write_row(index, 0, [plain(cell) for cell in row])
    sheet.autofit()
    if note:
        # After the widths are taken: the note would make its column as wide as it is.
        sheet.write_string(0, 0, plain(note))
        sheet.set_footer("&L" + note.replace("&", "&&")[:_FOOTER_AT_MOST])
    book.close()
    return out.getvalue()
