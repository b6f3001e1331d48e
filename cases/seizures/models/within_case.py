"""Holds that objects which refer to each other belong to one case."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def refuse_other_cases(case_id: int | None, **related: Any) -> None:
    """Raises ValidationError for what belongs to another case."""
    for name, obj in related.items():
        if obj is not None and obj.case_id != case_id:
            raise ValidationError({name: _("This belongs to another case.")})
