"""Sentences about seized files and report files, before and while they are read."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

FILES: Final[dict[str, Any]] = {
    "empty_file": _("The file is empty: there is nothing to take in."),
    "binary_file": _(
        "This is no table but a picture, a program or the like. Take in the table"
        " itself: CSV, text or a workbook."
    ),
    "unsupported_format": _(
        "Files of this format cannot be read. Save the table as .xlsx or CSV, keep the"
        " original as an exhibit, and take in the copy."
    ),
    "no_records": _(
        "No record was found in this file: no object of JSON, no row that an SQL dump"
        " inserts, no card, no row of a table. If it holds some, change nothing in it"
        " and tell your administrator."
    ),
    "password_protected": _(
        "The workbook is protected by a password. Open it with the password, save it"
        " without one, and take in the copy."
    ),
    "same_in_case": _(
        "Has the same content (SHA-256) as “{other}”, which the case has already."
    ),
    "hidden_file": _(
        "A hidden file of the operating system. Name it on its own if it is evidence."
    ),
    "damaged_workbook": _(
        "The workbook is damaged or was cut off while it was copied. Copy it from the"
        " exhibit again."
    ),
    "empty_workbook": _(
        "The workbook holds no sheet with cells, at most charts: there is nothing to"
        " take in."
    ),
    "web_archive": _(
        "This is a web page saved together with its pictures (.mht). Open it in a"
        " spreadsheet program, save it as .xlsx, keep the original as an exhibit, and"
        " take in the copy."
    ),
    "page_too_large": _(
        "The page holds more than 256 tables, or tables in tables more than 32 deep."
        " Open it in a spreadsheet program, save it as .xlsx, keep the original as an"
        " exhibit, and take in the copy."
    ),
    "workbook_too_large": _(
        "The workbook is too large to be opened safely, or makes itself out to be. Save"
        " its sheets as CSV files and take these in."
    ),
    "unreadable": _("The file cannot be read."),
    "hash_differs": _(
        "What arrived is not what your browser read: the SHA-256 values differ, so"
        " nothing of it was kept. Has the file changed, or does the medium fail?"
        " Check the medium and upload the file again."
    ),
    "same_content": _(
        "The case has the same content (SHA-256) already: “{other}” in the data set"
        " “{dataset}”. Decide whether it is put in a second time."
    ),
    "not_taken": _("The file was refused, and nothing of it was kept."),
    "no_evidence_file": _(
        "The file is no longer in the evidence folder. Look at the folder again."
    ),
    "changed_while_read": _(
        "The file changed while it was read or since you chose it, so nothing of it was"
        " kept. Wait until whatever writes it has finished, then choose it again."
    ),
    "no_evidence_folder": _(
        "The evidence folder cannot be reached. Tell your administrator."
    ),
    "no_layout_library": _(
        "The PDF cannot be made: a system library that lays out pages is missing on"
        " the server. Tell your administrator: install libpango-1.0-0,"
        " libpangoft2-1.0-0 and libharfbuzz-subset0, then start again."
    ),
    "no_report_column": _(
        "No column is said to hold a report number, or a number or account to match"
        " reports by. Say of at least one column what it holds; if the columns look"
        " wrong, change the separator, the encoding or the line of the header."
    ),
}
