"""The sentence, in the officer's language, for every code of the engine.

Codes come from `cases.engine`; a test holds that none is without its sentence.
The placeholders are what the engine names: file, sheet, line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from cases.common.wording.archives import ARCHIVES
from cases.common.wording.files import FILES
from cases.common.wording.jobs import JOBS
from cases.common.wording.keys import KEYS
from cases.common.wording.stores import STORES
from cases.common.wording.values import (
    WHY_NO_NUMBER,
    WHY_NO_REPORT,
    WHY_NO_VALUE,
    WHY_REJECTED,
)
from cases.engine.identifiers.reasons import Reason

SENTENCES: Final[dict[str, Any]] = {**JOBS, **KEYS, **FILES, **ARCHIVES, **STORES}


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
        text = text.replace("{%s}" % name, str(value))  # noqa: UP031 - braces that stay braces
    return f"{_place(where)}{text}"


def _place(where: Mapping[str, Any]) -> str:
    parts = [str(where["file"])] if where.get("file") else []
    if where.get("sheet"):
        parts.append(_("sheet %s") % where["sheet"])
    if where.get("line"):
        parts.append(_("line %s") % where["line"])
    return f"{', '.join(parts)}: " if parts else ""
