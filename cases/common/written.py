"""What officers write, and what files are called: no number of a person stays in it.

A number has its place with a suspect or a report, where it is sealed, found by its
token, shown masked and revealed for a reason. In words it could be none of that. So
the models here refuse one where somebody types, and say where it belongs; and mask it
where asking back is no use: what a file is called, and a reason given in passing.
Either way it never reaches the database, nor what is made from it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from cases.common.reasons import without_numbers
from cases.common.sealing import KIND_LABELS, Sealed
from cases.engine.identifiers.in_text import identifiers_in, mask_identifiers


class MaskedField:
    """Text whose numbers are masked on their way into the database, and when it is
    compared with what is there; the object that was saved has it masked too. Mixed
    into a field, from which come the methods that it calls."""

    attname: str

    def hide(self, text: str) -> str:
        return mask_identifiers(text)

    def get_prep_value(self, value: Any) -> Any:
        prepared = cast(Any, super()).get_prep_value(value)
        if not isinstance(prepared, str):
            return prepared
        # A mask may be longer than what it hides.
        return self.hide(prepared)[: getattr(self, "max_length", None)]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        given = cast(Any, super()).pre_save(model_instance, add)
        value = self.get_prep_value(given)
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        """As the plain field that it is in the database, so that migrations do not
        depend on this class."""
        name, _path, args, kwargs = cast(Any, super()).deconstruct()
        kind = "TextField" if isinstance(self, models.TextField) else "CharField"
        return name, f"django.db.models.{kind}", args, kwargs


class MaskedCharField(MaskedField, models.CharField[str, str]):
    pass


class MaskedTextField(MaskedField, models.TextField[str, str]):
    pass


class ReasonField(MaskedCharField):
    """A reason in a line, kept for ever: whatever could be a number is masked."""

    def hide(self, text: str) -> str:
        return without_numbers(text)


class Written(models.Model):
    """Refuses the number of a person in every text that can be typed.

    `numbers_stay` are the fields that hold a number by their nature, that of a case
    or a seal.
    """

    numbers_stay: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        errors: dict[str, Any] = {}
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for field in typed_fields(type(self)):
            if field.name in {*(exclude or ()), *errors}:
                continue
            try:
                refuse_numbers(str(field.value_from_object(self)))
            except ValidationError as error:
                errors[field.name] = error
        if errors:
            raise ValidationError(errors)


def typed_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields in which a number is refused."""
    stay: frozenset[str] = getattr(model, "numbers_stay", frozenset())
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and field.editable
        and not field.choices
        and not isinstance(field, MaskedField | Sealed)
        and field.name not in stay
    ]


def refuse_numbers(text: str) -> None:
    """Raises ValidationError that names the first number by its mask."""
    found = identifiers_in(text)
    if found:
        raise ValidationError(
            _(
                "“%(mask)s” seems to be a number or account of a person (%(kind)s)."
                " Write it masked, as it stands here, and enter the whole of it with"
                " the suspect or the fraud report that it belongs to: there it is"
                " sealed, compared with other cases, and shown for a reason."
            ),
            code="number",
            params={"mask": found[0].mask, "kind": KIND_LABELS[found[0].kind.key]},
        )
