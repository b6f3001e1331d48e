"""Creating and changing: lock, check, change and audit in one step."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models, transaction

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.common.models import BaseModel
from cases.common.sealing import Sealed, digest

M = TypeVar("M", bound=BaseModel)


@transaction.atomic
def create(*, officer: Officer, obj: M, **many: Any) -> M:
    """Save a new object; `many` are its many-to-many fields.

    Raises ValidationError if the object is not valid.
    """
    obj.full_clean()
    obj.save()
    for name, values in many.items():
        getattr(obj, name).set(values)
    after = audit.changes({}, describe(obj))
    audit.record(officer=officer, action=Action.CREATE, obj=obj, after=after)
    return obj


@transaction.atomic
def update(*, officer: Officer, obj: M, version: int, changes: dict[str, Any]) -> M:
    """Change fields of an object that the officer saw at `version`.

    Raises EditConflict if somebody else changed it since, ValidationError if it
    would not be valid.
    """
    row = type(obj).lock(obj.pk, version=version)
    before = describe(row)
    many = {f.name for f in row._meta.many_to_many}
    for name, value in changes.items():
        if name not in many:
            setattr(row, name, value)
    row.full_clean()
    row.save_changed()
    for name in many & changes.keys():
        getattr(row, name).set(changes[name])
    audit.record(
        officer=officer,
        action=Action.CHANGE,
        obj=row,
        changes=audit.changes(before, describe(row)),
    )
    return row


# Columns that tell nothing about a person or a case by themselves.
_IN_CLEAR = {"number", "mask", "sha256", "until"}


def describe(obj: models.Model) -> dict[str, Any]:
    """The object's own fields as text, and which objects its many-to-many fields
    hold. What says something about a person or a case is told by a digest, so that
    a change shows and a value does not: auditors see no case content."""
    own = {
        field.attname: _described(field, obj)
        for field in obj._meta.concrete_fields
        if field.name not in {"created_at", "updated_at", "version"}
    }
    many = {
        field.name: ",".join(
            str(pk)
            for pk in sorted(getattr(obj, field.name).values_list("pk", flat=True))
        )
        for field in obj._meta.many_to_many
    }
    return own | many


def _described(field: models.Field[Any, Any], obj: models.Model) -> str:
    value = field.value_from_object(obj)
    if value is None or value in ("", [], {}):
        return ""
    return str(value) if _tells_nothing(field) else f"digest:{digest(str(value))}"


def _tells_nothing(field: models.Field[Any, Any]) -> bool:
    if isinstance(field, Sealed):
        return False
    return bool(
        field.choices
        or field.is_relation
        or field.primary_key
        or isinstance(field, models.BooleanField)
        or field.name in _IN_CLEAR
    )
