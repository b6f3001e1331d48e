"""The sentence, in the officer's language, for every code of the engine.

Codes come from `cases.engine`; a test holds that none is without its sentence.
The placeholders are what the engine names: file, sheet, line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

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
