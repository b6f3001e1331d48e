"""Seized media and their custody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.models import BaseModel
from cases.common.written import MaskedCharField
from cases.seizures.models.within_case import refuse_other_cases
from cases.suspects.models import Suspect

MIN_INVESTIGATORS = 2
# A blank parts two Chinese names, but not the halves of an English one.
_BETWEEN_NAMES = re.compile(
    r"[、,，;；/]\s*|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])"
)


class ExhibitQuerySet(CaseScopedQuerySet["Exhibit"]):
    pass


class Exhibit(BaseModel):
    """A seized medium, with what the law asks of its record (公通字〔2016〕22号,
    arts. 14-15: two investigators, holder's signature or a witness)."""

    class Medium(models.TextChoices):
        COMPUTER = "computer", _("Computer")
        PHONE = "phone", _("Mobile phone")
        DISK = "disk", _("Disk or memory stick")
        CLOUD = "cloud", _("Cloud storage")
        SERVER = "server", _("Server")
        OTHER = "other", _("Other")

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="exhibits", verbose_name=_("case")
    )
    numbers_stay = frozenset({"number", "seal_number"})

    number = models.CharField(_("exhibit no."), max_length=30)
    name = models.CharField(_("object"), max_length=200)
    medium = models.CharField(_("medium"), max_length=16, choices=Medium)
    holder = models.ForeignKey(
        Suspect,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exhibits",
        verbose_name=_("holder"),
    )
    seal_number = models.CharField(_("seal no."), max_length=50, blank=True)
    seized_at = models.DateTimeField(_("seized"))
    place = models.CharField(_("place"), max_length=200)
    investigators = models.CharField(
        _("investigators"), max_length=200, help_text=_("At least two, by name")
    )
    witness = models.CharField(
        _("witness"),
        max_length=100,
        blank=True,
        help_text=_("Needed where the holder does not sign"),
    )
    holder_signed = models.BooleanField(_("signed by the holder"), default=True)
    method = models.TextField(_("method of extraction"), blank=True)

    objects = ExhibitQuerySet.as_manager()

    class Meta:
        verbose_name = _("exhibit")
        verbose_name_plural = _("exhibits")
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="exhibit_number_in_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("cases:exhibit_detail", args=[self.pk])

    def unique_error_message(
        self, model_class: type[models.Model], unique_check: Sequence[Any]
    ) -> ValidationError:
        """Of the number in the case; nothing else of an exhibit is unique."""
        message = _("The case has an exhibit of this number already.")
        return ValidationError(message, code="unique_together")

    def clean(self) -> None:
        """Two investigators at least; a witness where the holder does not sign
        (公通字〔2016〕22号, arts. 14-15)."""
        refuse_other_cases(self.case_id, holder=self.holder)
        if (
            len(list(filter(None, _BETWEEN_NAMES.split(self.investigators))))
            < MIN_INVESTIGATORS
        ):
            raise ValidationError(
                {"investigators": _("Name at least two investigators.")}
            )
        if not self.holder_signed and not self.witness:
            raise ValidationError(
                {"witness": _("The holder did not sign: name a witness.")}
            )


class CustodyEventQuerySet(CaseScopedQuerySet["CustodyEvent"]):
    case_path = "exhibit__case"


class CustodyEvent(models.Model):
    """One hand-over of an exhibit, or one check of its files; never changed."""

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="custody")
    at = models.DateTimeField(_("time"))
    given_by = MaskedCharField(_("from"), max_length=100, blank=True)
    received_by = MaskedCharField(_("to"), max_length=100, blank=True)
    purpose = MaskedCharField(_("purpose"), max_length=200)
    seal_before = models.CharField(_("seal before"), max_length=50, blank=True)
    seal_after = models.CharField(_("seal after"), max_length=50, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = CustodyEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("custody event")
        verbose_name_plural = _("custody events")
        ordering = ["at", "pk"]
