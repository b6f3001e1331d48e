"""What the objects in entries are called."""

from __future__ import annotations

from django.apps import apps
from django.utils.functional import Promise


def object_name(object_type: str) -> str | Promise:
    """ "fraud link", "case"; the type itself where there is no such model any more."""
    try:
        model = apps.get_model("cases", object_type)
    except (LookupError, ValueError):
        return object_type
    return model._meta.verbose_name or object_type


def object_types() -> list[tuple[str, str | Promise]]:
    """All that entries can be about, for a choice."""
    models = apps.get_app_config("cases").get_models()
    names = [m._meta.model_name or "" for m in models]
    return [(name, object_name(name)) for name in names]
