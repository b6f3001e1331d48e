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
    "queue_down": _(
        "The queue cannot be reached at the moment. The job is kept and starts by"
        " itself as soon as it is back."
    ),
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
