"""Two people edited the same thing: what each of them wrote, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.forms import ModelForm

from cases.common.models import BaseModel


@dataclass(frozen=True)
class Difference:
    """One field in which the two versions differ, as text."""

    label: str
    mine: str
    theirs: str


def differences(form: ModelForm[Any], current: BaseModel) -> list[Difference]:
    """The fields of a valid form that differ from the object as it now stands."""
    found = []
    for name, bound in form.fields.items():
        if name not in {f.name for f in current._meta.get_fields()}:
            continue
        mine = _shown(current, name, form.cleaned_data.get(name))
        theirs = _shown(current, name, getattr(current, name))
        if mine != theirs:
            found.append(Difference(str(bound.label or name), mine, theirs))
    return found


def _shown(obj: BaseModel, name: str, value: Any) -> str:
    field = obj._meta.get_field(name)
    if isinstance(field, models.ManyToManyField):
        values = value.all() if hasattr(value, "all") else value or []
        return ", ".join(sorted(str(item) for item in values))
    choices = dict(getattr(field, "flatchoices", None) or ())
    return "" if value is None else str(choices.get(value, value))
