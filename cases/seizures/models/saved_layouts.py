"""Columns that an officer has confirmed once and need not say again."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer, Unit
from cases.access.scope import ScopedQuerySet
from cases.common.models import BaseModel
from cases.common.sealing import SealedJSONField


class SavedLayoutQuerySet(ScopedQuerySet["SavedLayout"]):
    def visible_to(self, officer: Officer) -> SavedLayoutQuerySet:
        """Those of the officer's own police unit."""
        if not officer.is_police:
            return self.none()
        return self.filter(unit=officer.unit_id)


class SavedLayout(BaseModel):
    """The confirmed sheets of a file under a name, offered for files like it.

    The unit uses it; its owner renames and deletes it. `sheets` are items of
    `seizures.columns.layouts` without samples; their headers are compared but never
    shown, since they come from a case that not everybody in the unit may see.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="saved_layouts", editable=False
    )
    owner = models.ForeignKey(
        Officer,
        models.PROTECT,
        related_name="saved_layouts",
        verbose_name=_("saved by"),
        editable=False,
    )
    name = models.CharField(_("name"), max_length=100)
    sheets: Any = SealedJSONField(default=list, editable=False)

    objects = SavedLayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved mapping")
        verbose_name_plural = _("saved mappings")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="saved_layout_name_in_unit",
                violation_error_message=_(
                    "Your unit has a saved mapping of this name already."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:layout_update", args=[self.pk])
