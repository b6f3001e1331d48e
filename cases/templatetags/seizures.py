"""Template filters of the seized files' pages."""

from __future__ import annotations

from typing import Any

from django import template

from cases.seizures.columns.layouts import SheetItem
from cases.seizures.custody_words import told
from cases.seizures.forms import LABELS

register = template.Library()

register.filter("purpose", told)


@register.filter
def columns_with_roles(item: SheetItem) -> list[tuple[str, Any]]:
    """Each column's header and what it was said to hold."""
    return [
        (name, LABELS.get(item["mapping"].get(str(place), ""), ""))
        for place, name in enumerate(item["columns"])
    ]
