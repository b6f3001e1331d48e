"""What every model of the application shares."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.common.written import Written


class EditConflict(Exception):
    """Somebody else changed the object after the form was opened.

    `current` is the object as it stands now; nothing was written.
    """

    def __init__(self, current: BaseModel) -> None:
        self.current = current
        super().__init__(f"{type(current).__name__} {current.pk} was changed meanwhile")


class BaseModel(Written):
    """Has the times of creation and change, a version against lost updates, and refuses
    numbers of persons in what is typed."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def lock(cls, pk: int, *, version: int | None = None, alone: bool = False) -> Self:
        """The row, locked until the transaction ends. Rows that refer to it are still
        written beside that, unless it is to be `alone`.

        Raises EditConflict if `version` is given and no longer the current one.
        """
        # Without joins: PostgreSQL cannot lock the nullable side of an outer join.
        locked = cls._default_manager.select_for_update(of=("self",), no_key=not alone)
        row: Self = locked.get(pk=pk)
        if version is not None and row.version != version:
            raise EditConflict(row)
        return row

    def save_changed(self) -> None:
        """Save a locked row as its next version."""
        self.version += 1
        self.save()
