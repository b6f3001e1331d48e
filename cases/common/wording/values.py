"""Why a line is no row, a row no report, and what somebody typed no number."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from cases.engine.identifiers.reasons import Reason

# For the reasons of `cases.engine.readers`: why a line is not a row.
WHY_REJECTED: Final[dict[str, Any]] = {
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
WHY_NO_REPORT: Final[dict[str, Any]] = {
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
WHY_NO_NUMBER: Final[dict[str, Any]] = {
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
WHY_NO_VALUE: Final[dict[str, Any]] = {
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
