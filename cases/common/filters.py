"""What the filters of lists share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters import FilterSet, ModelChoiceFilter
from django_filters.fields import ModelChoiceField, ModelChoiceIterator


class _Rows(ModelChoiceIterator):
    """Of the queryset that the field has, which keeps what it has read."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.queryset:
            yield self.choice(row)


class ReadOnceField(ModelChoiceField):
    """One query both for the choices and for the chosen one. Django makes two, of which
    the first uses a server-side cursor and so takes three round trips to the database.

    The queryset is kept as it is given: it must not outlive the request.
    """

    iterator = _Rows

    @property
    def queryset(self) -> QuerySet[Any]:
        return self._queryset

    @queryset.setter
    def queryset(self, queryset: QuerySet[Any]) -> None:
        self._queryset = queryset
        self.widget.choices = self.choices

    def __deepcopy__(self, memo: dict[int, Any]) -> ReadOnceField:
        copied: ReadOnceField = super().__deepcopy__(memo)
        copied.queryset = self.queryset
        return copied

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            key = self.queryset.model._meta.pk.to_python(value)
        except ValidationError:
            key = None
        for row in self.queryset:
            if row.pk == key:
                return row
        raise ValidationError(
            self.error_messages["invalid_choice"],
            code="invalid_choice",
            params={"value": value},
        )


class ReadOnceFilter(ModelChoiceFilter):
    """queryset: a function of the request."""

    field_class = ReadOnceField


class QuickFilterSet(FilterSet):
    """Its form uses the filters' fields themselves, which are made for each request
    anyway. django-filter first makes a class of them, and a form of that class copies
    each one."""

    @property
    def form(self) -> forms.Form:
        if not hasattr(self, "_form"):
            data = self.data if self.is_bound else None
            self._form: forms.Form = cast(Any, self)._meta.form(
                data, prefix=self.form_prefix
            )
            self._form.fields = {
                name: each.field for name, each in self.filters.items()
            }
        return self._form
