"""The prosecutor's case summary."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job


class SummaryQuerySet(CaseScopedQuerySet["Summary"]):
    pass


class Summary(Job):
    """One PDF of a case, numbered; a later one never replaces an earlier.

    `facts` are the figures it was made from, `facts_sha256` their digest: the
    same facts give the same bytes. `pdf` names the sealed file.
    """

    task_name = "cases.summaries.tasks.render_summary"

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "简体中文"
        ENGLISH = "en", "English"

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="summaries", verbose_name=_("case")
    )
    number = models.PositiveIntegerField(_("version"))
    language = models.CharField(
        _("language"), max_length=10, choices=Language, default=Language.CHINESE
    )
    as_of = models.DateTimeField(_("as of"))
    facts_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    pdf = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[SummaryQuerySet] = SummaryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("case summary")
        verbose_name_plural = _("case summaries")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="summary_number_in_case"
            )
        ]

    def __str__(self) -> str:
        return str(_("Summary no. %s") % self.number)
