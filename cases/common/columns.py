"""Every column that depends on a key, found in the models: a new one cannot be
forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from cases.common.sealing import KeyedValue, Sealed, TokenField

Model = type[models.Model]


def sealed_columns() -> Iterator[tuple[Model, list[str]]]:
    """Each model that keeps sealed values, and their columns."""
    yield from _columns(Sealed)


def token_columns() -> Iterator[tuple[Model, list[str]]]:
    """Each model that keeps tokens, and their columns."""
    yield from _columns(TokenField)


def keyed_models() -> Iterator[type[KeyedValue]]:
    """Each model that keeps a token together with its sealed value."""
    for model in apps.get_models():
        if issubclass(model, KeyedValue):
            yield model


def _columns(kind: type) -> Iterator[tuple[Model, list[str]]]:
    for model in apps.get_models():
        fields = model._meta.local_concrete_fields
        found = [str(field.column) for field in fields if isinstance(field, kind)]
        if found:
            yield model, found
