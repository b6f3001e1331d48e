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
    "export_out_of_reach": _(
        "Whoever asked for this export does not see the list any more. Nothing was"
        " made."
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
    "key_file_lost": _(
        "The key file is gone, but there is data that only its keys open. Put it back"
        " from your copy; new keys would open none of it."
    ),
    "key_file_read_only": _(
        "The key file cannot be written here, so nothing was changed. Copy it to a"
        " folder that can be written, name that in CASEDESK_KEYS, rotate the key, and"
        " put the new file where the servers get theirs."
    ),
    "secret_in_environment": _(
        "The signing key comes from the environment (CASEDESK_SECRET_KEY), which no"
        " command can change. Set it to a new random text of at least 50 characters,"
        " set CASEDESK_SECRET_KEY_FALLBACKS to the old one, restart, and take the old"
        " one away after twelve hours."
    ),
    "other_keys": _(
        "The key file is not the one this database was sealed with: the key {key}"
        " ({kind}) is missing in it. Nothing was opened or changed. Put the right key"
        " file back, or name it in CASEDESK_KEYS, and start again."
    ),
    "keys_change": _(
        "The keys are being changed, and nothing can be opened until that is done."
        " Nothing is lost; jobs go on afterwards. If it takes very long, the"
        " administrator runs manage.py rotate_keys again: it goes on where it was."
    ),
    "other_rotation": _(
        "A rotation of another key ({kind}) was interrupted. Let it end first:"
        " manage.py rotate_keys {kind}"
    ),
    "keys_busy": _(
        "Somebody is still at work, so no key was changed. Wait until the jobs and"
        " uploads have ended, or stop the web server and the workers, and try again."
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
    "no_records": _(
        "No record was found in this file: no object of JSON, no row that an SQL dump"
        " inserts, no card, no row of a table. If it holds some, change nothing in it"
        " and tell your administrator."
    ),
    "password_protected": _(
        "The workbook is protected by a password. Open it with the password, save it"
        " without one, and take in the copy."
    ),
    "damaged_archive": _(
        "The archive is damaged or was cut off while it was copied, or it is one"
        " volume of several. What could be read of it is kept. Copy it from the"
        " exhibit again; put the volumes together with the program that made them,"
        " and take in what it unpacks to."
    ),
    "damaged_member": _(
        "Damaged in the archive: its bytes do not agree with their checksum, or end"
        " too early. Copy the archive from the exhibit again."
    ),
    "unsupported_member": _(
        "Packed by a method that cannot be read here. Unpack it with the program that"
        " made the archive, and take in the copy."
    ),
    "needs_password": _("Locked with a password. Give the password to unpack it."),
    "wrong_password": _(
        "Locked, and none of the passwords given opens it. Give another one."
    ),
    "locked_rar": _(
        "Locked with a password in a RAR archive, which is not opened here. Unpack it"
        " with WinRAR or unar on an examination computer, and take in the folder."
    ),
    "rar_volume": _(
        "A part of a RAR archive in several volumes, of which a file goes on in"
        " another. Unpack the first volume, beside the others, with WinRAR on an"
        " examination computer, and take in the folder."
    ),
    "unsupported_rar": _(
        "Packed by RAR 2 or older, or as one solid block by RAR 4, which cannot be read"
        " here. Unpack it with WinRAR or unar on an examination computer, and take in"
        " the folder."
    ),
    "unpacks_to_too_much": _(
        "The archive unpacks to more than 200 times its size, as an archive made to"
        " fill a disk does. What came before is kept; the rest was not unpacked. If"
        " the archive is genuine, unpack it by hand and take in the folder."
    ),
    "too_many_members": _(
        "The archive holds more than 100,000 files. Those after them were not"
        " unpacked: unpack it by hand and take in the folder."
    ),
    "member_is_link": _("A link to another place, which has no content of its own."),
    "member_is_device": _("A device or a pipe, which has no content of its own."),
    "nested_too_deep": _(
        "An archive in an archive, more than four deep. Unpack it by hand and take in"
        " what is in it."
    ),
    "same_in_archive": _(
        "Has the same content (SHA-256) as “{other}” in this archive; taken once."
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
    "links_judged": _(
        "Officers have judged fraud links of this data set, and their judgements rest"
        " on the rows as they were taken in. So the file is not read anew. Add it to a"
        " new data set and take it in there with other columns."
    ),
    "rows_in_use": _(
        "A match run is at work on this data set. Nothing was changed. Start again when"
        " the run has ended."
    ),
    "replaced_meanwhile": _(
        "A file of the data set was read anew during the run. Start the run again."
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
    "no_spark": _(
        "Matching is set to a cluster, but Apache Spark is not installed here, so"
        " nothing was done. Tell your administrator: install {requirements}, or clear"
        " CASEDESK_SPARK_MASTER to match in this process."
    ),
    "no_java": _(
        "Matching is set to a cluster, but Java is not installed here, so nothing was"
        " done. Tell your administrator: install openjdk-17-jre-headless, or clear"
        " CASEDESK_SPARK_MASTER to match in this process."
    ),
    "cluster_lost": _(
        "The cluster does not answer, gave no machine, or went away, so the run"
        " stopped and has written nothing. Start it again when the cluster is back;"
        " without CASEDESK_SPARK_MASTER it runs on this server, with the same result."
    ),
    "no_data_to_match": _(
        "None of the chosen data sets is taken in, so there was nothing to search."
        " Take them in, then start again."
    ),
    "token_key_changed": _(
        "The key of the numbers was changed after this run had begun, so it was"
        " stopped and has written nothing. Start it again: it then searches under the"
        " new key."
    ),
    "no_report_column": _(
        "No column is said to hold a report number, or a number or account to match"
        " reports by. Say of at least one column what it holds; if the columns look"
        " wrong, change the separator, the encoding or the line of the header."
    ),
    "lost_records": _("The sealed records are missing on the server."),
    "damaged_records": _("A file of the sealed records was changed or is missing."),
    "damaged_file": _("A file of what was taken in was changed."),
    "lost_file": _("A file of what was taken in is missing."),
    "foreign_file": _("A file lies here that the intake did not write."),
    "lost_manifest": _(
        "The list of the digests is missing or was changed, so the files cannot be"
        " held against it."
    ),
    "old_tokens": _(
        "The rows could not be read when the key of the tokens was changed, so the"
        " file is not matched. Tell your administrator; it can be taken in again."
    ),
    "no_digest": _(
        "Taken in by an earlier version, which kept no digest of the index; the rest"
        " was checked."
    ),
    "damaged_index": _(
        "The index of this file is damaged or incomplete, so matches are missing."
        " Take the file in again."
    ),
    "not_counted": _(
        "The repetitions in a data set of the case could not be counted, so its"
        " figures are not complete. Look at the data sets, then start again."
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
    "record_too_long": _("longer than a record can be"),
    "malformed": _("does not follow the rules of the file's format"),
    "too_deep": _("nested too deeply to be a record"),
    "unknown_column": _("names a column that the table does not have"),
    "unfinished": _("begins, but has no end"),
    "outside_card": _("belongs to no card"),
    "around_records": _("stands before, between or after the records"),
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
