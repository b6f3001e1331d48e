"""What an archive holds that is not taken in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.written import MaskedTextField
from cases.seizures.models.files import SeizedFile


class RefusedMemberQuerySet(CaseScopedQuerySet["RefusedMember"]):
    case_path = "archive__dataset__case"

    def locked(self) -> RefusedMemberQuerySet:
        return self.filter(reason__in=RefusedMember.LOCKED)


class RefusedMember(models.Model):
    """A member of an archive that is not taken in, and why; it stays in the archive.

    `reason` and `about` are a code of `common.wording` and what fills it.
    """

    LOCKED = ("needs_password", "wrong_password")

    archive = models.ForeignKey(SeizedFile, models.PROTECT, related_name="refused")
    place = models.PositiveIntegerField()
    path = MaskedTextField(_("member"))
    size = models.PositiveBigIntegerField(_("size"), null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    reason = models.CharField(_("reason"), max_length=40)
    about: models.JSONField[Any, Any] = models.JSONField(default=dict)

    objects = RefusedMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an archive not taken in")
        verbose_name_plural = _("files of archives not taken in")
        ordering = ["archive", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["archive", "place"], name="member_refused_once"
            )
        ]
