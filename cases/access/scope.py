"""Every query starts from the officer."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from cases.access.models import Officer

M = TypeVar("M", bound=models.Model, covariant=True)


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that knows who may see what.

    A page only ever reads through `visible_to`; what is outside does not exist
    for the officer, and its address answers 404.
    """

    def visible_to(self, officer: Officer) -> Self:
        """What the officer may see. Every model says so itself: the objects of one
        that does not are seen by nobody."""
        raise NotImplementedError
