"""The sentence, in the officer's language, for every code of the engine.

Codes come from `cases.engine`; a test holds that none is without its sentence.
The placeholders are what the engine names: file, sheet, line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.engine.identifiers.reasons import Reason

SENTENCES: dict[str, Any] = {
    "unexpected": _(
        "Something unexpected happened; it has been logged. Nothing was half done:"
        " start again, and tell your administrator if it happens twice."
    ),
    "engine_error": _("This could not be done. Tell your administrator."),
    "key_file_missing": _(
        "There is no key file here. Say in CASEDESK_KEYS where it is; manage.py"
        " make_keys writes a new one."
    ),
    "key_file_exists": _("There is a key file here already; it was left as it is."),
    "key_file_open_to_others": _(
        "Other users of this machine can read the key file. Make it readable by its"
        " owner alone: chmod 600."
    ),
    "key_file_malformed": _(
        "The key file is damaged or incomplete. Restore it from your copy: without"
        " it nothing that was sealed can be opened."
    ),
    "queue_down": _(
        "The queue cannot be reached at the moment. The job is kept and starts by"
        " itself as soon as it is back."
    ),
    "empty_file": _("The file is empty: there is nothing to take in."),
    "binary_file": _(
        "This is no table but a picture, a program or the like. Take in the table"
        " itself: CSV, text or a workbook."
    ),
    "unsupported_format": _(
        "Files of this format cannot be read. Save the table as .xlsx or CSV, keep the"
        " original as an exhibit, and take in the copy."
    ),
    "password_protected": _(
        "The workbook is protected by a password. Open it with the password, save it"
        " without one, and take in the copy."
    ),
    "damaged_workbook": _(
        "The workbook is damaged or was cut off while it was copied. Copy it from the"
        " exhibit again."
    ),
    "workbook_too_large": _(
        "The workbook is too large to be opened safely. Save its sheets as CSV files"
        " and take these in."
    ),
    "damaged": _(
        "A sealed file on the server was changed or is cut off, so it is not used."
        " Tell your administrator; the exhibit can be taken in again."
    ),
    "wrong_key": _(
        "The server's keys do not open this file. Tell your administrator: the key"
        " file is not the one with which it was sealed."
    ),
    "busy": _("Another worker is at this file already. Wait until it has ended."),
    "changed_meanwhile": _(
        "The file gave other rows than before the interruption, so nothing of it was"
        " kept. Tell your administrator, and take the file in again."
    ),
    "taken_in_otherwise": _(
        "The file is taken in already, with other columns. Nothing was changed."
    ),
    "does_not_add_up": _(
        "The counts of rows read, stored and rejected do not agree, so nothing was"
        " kept. Tell your administrator."
    ),
    "no_such_row": _("There is no such row in the file."),
    "unreadable": _("The file cannot be read."),
    "cancelled": _("The job was stopped on request."),
    "hash_differs": _(
        "What arrived is not what your browser read: the SHA-256 values differ, so"
        " nothing of it was kept. Has the file changed, or does the medium fail?"
        " Check the medium and upload the file again."
    ),
    "same_content": _(
        "The case has the same content (SHA-256) already: “{other}” in the data set"
        " “{dataset}”. Decide whether it is put in a second time."
    ),
    "no_longer_allowed": _(
        "Your role in the case no longer allows this. Ask the lead investigator."
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
    "disk_full": _(
        "The server's disk is full, so the job stopped; what was finished is kept."
        " Tell your administrator to make room, then start again."
    ),
    "no_layout_library": _(
        "The PDF cannot be made: a system library that lays out pages is missing on"
        " the server. Tell your administrator: install libpango-1.0-0,"
        " libpangoft2-1.0-0 and libharfbuzz-subset0, then start again."
    ),
    "no_data_to_match": _(
        "None of the chosen data sets is taken in, so there was nothing to search."
        " Take them in, then start again."
    ),
    "no_report_column": _(
        "No column is said to hold a report number, or a number or account to match"
        " reports by. Say of at least one column what it holds; if the columns look"
        " wrong, change the separator, the encoding or the line of the header."
    ),
    "lost_records": _("The sealed records are missing on the server."),
    "damaged_records": _("A file of the sealed records was changed or is missing."),
    "damaged_index": _(
        "The index of this file is damaged or incomplete, so matches are missing."
        " Take the file in again."
    ),
    "lost_original": _(
        "The sealed original is missing on the server. Tell your administrator; the"
        " exhibit can be taken in again."
    ),
}

# For the reasons of `cases.engine.readers`: why a line is not a row.
WHY_REJECTED: dict[str, Any] = {
    "cell_count": _("too many or too few cells"),
    "undecodable": _("bytes that are no characters of this encoding"),
    "nul_byte": _("a NUL byte in the line"),
    "line_too_long": _("longer than a row can be (1 MB)"),
    "above_header": _("stands above the header"),
    "repeated_header": _("the header, repeated"),
}

# Why a row of a report file became no report, and what in one was not understood.
WHY_NO_REPORT: dict[str, Any] = {
    "no_number": _("no report number"),
    "number_too_long": _("report number of more than 60 characters"),
    "no_identifier": _("neither a report number nor a valid number or account"),
    "unknown_province": _("no known province"),
    "unknown_method": _("no known method, kept as “other”"),
    "bad_date": _("no day on which a report can have been made"),
    "bad_loss": _("no sum of money"),
    "negative_loss": _("a loss below zero"),
}

# For `cases.engine.identifiers.Reason`: why what somebody typed is no number.
WHY_NO_NUMBER: dict[str, Any] = {
    Reason.DATE_OUT_OF_RANGE: _(
        "The date of birth in this number lies before 1900 or in the future."
    ),
    Reason.LETTERS: _("There are letters or signs where this number has digits."),
    Reason.MASKED: _(
        "Part of this number is hidden. Only a whole number can be matched; note a"
        " hidden one as a remark."
    ),
    Reason.NO_AREA_CODE: _(
        "The area code is missing: a landline begins with 0, for example 0515."
    ),
    Reason.NO_SUCH_DATE: _("The date of birth in this number does not exist."),
    Reason.SCIENTIFIC_NOTATION: _(
        "A spreadsheet has rounded this number (as in 1.38E+10); its last digits are"
        " lost. Look for the number in the original."
    ),
    Reason.TRUNCATED: _(
        "This number seems to be cut: a spreadsheet replaces the last digits of a"
        " long number by zeros. Look for the number in the original."
    ),
    Reason.UNKNOWN_PREFIX: _("No number of this kind begins like this."),
    Reason.WRONG_CHECK_DIGIT: _(
        "The check digit is wrong, so a digit was mistyped or two were exchanged."
        " Compare it with the original."
    ),
    Reason.WRONG_FORM: _("This does not have the form of such a number or account."),
    Reason.WRONG_LENGTH: _("This has too few or too many characters."),
}


# The same in a few words, for lists of places in seized files.
WHY_NO_VALUE: dict[str, Any] = {
    Reason.DATE_OUT_OF_RANGE: _("date of birth before 1900 or in the future"),
    Reason.LETTERS: _("letters or signs among the digits"),
    Reason.MASKED: _("partly hidden"),
    Reason.NO_AREA_CODE: _("area code missing"),
    Reason.NO_SUCH_DATE: _("date of birth does not exist"),
    Reason.SCIENTIFIC_NOTATION: _("rounded by a spreadsheet, digits lost"),
    Reason.TRUNCATED: _("last digits lost"),
    Reason.UNKNOWN_PREFIX: _("no number begins like this"),
    Reason.WRONG_CHECK_DIGIT: _("wrong check digit"),
    Reason.WRONG_FORM: _("not of this form"),
    Reason.WRONG_LENGTH: _("too few or too many characters"),
}


def why_no_value(reason: str) -> str:
    return str(WHY_NO_VALUE.get(reason, reason))


def why_no_report(reason: str) -> str:
    """Why a row of a report file, or a cell of it, was not taken in."""
    known = {**WHY_NO_VALUE, **WHY_REJECTED, **WHY_NO_REPORT}
    return str(known.get(reason, reason))


def why_rejected(reason: str) -> str:
    """Why a line of a file is not a row."""
    return str(WHY_REJECTED.get(reason, reason))


def why_no_number(reason: str) -> str:
    """What is wrong with a typed number, without repeating it."""
    return str(WHY_NO_NUMBER.get(reason, WHY_NO_NUMBER[Reason.WRONG_FORM]))


def sentence(code: str, where: Mapping[str, Any]) -> str:
    """What is wrong and what to do, with its place in front if it has one."""
    known = SENTENCES.get(code, SENTENCES["unexpected"])
    text = str(known)
    for name, value in where.items():
        text = text.replace("{%s}" % name, str(value))  # noqa: UP031
    return f"{_place(where)}{text}"


def _place(where: Mapping[str, Any]) -> str:
    parts = [str(where["file"])] if where.get("file") else []
    if where.get("sheet"):
        parts.append(str(_("sheet %s")) % where["sheet"])
    if where.get("line"):
        parts.append(str(_("line %s")) % where["line"])
    return f"{', '.join(parts)}: " if parts else ""
