"""The prosecutor's case summary."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job
from cases.seizures.models import DatasetCount
from cases.summaries.facts import document_number, verification_code


class Volume(models.TextChoices):
    """The volume of the case file that a summary belongs to: only the first goes
    to the procuratorate (程序规定 arts. 287-292)."""

    LITIGATION = "litigation", _("Litigation volume")  # 诉讼卷
    INVESTIGATION = "investigation", _("Investigation volume")  # 侦查卷


class SummaryQuerySet(CaseScopedQuerySet["Summary"]):
    def visible_to(self, officer: Officer) -> SummaryQuerySet:
        """A prosecutor sees the editions made for the litigation volume."""
        found = super().visible_to(officer)
        return (
            found.filter(volume=Volume.LITIGATION) if officer.is_prosecutor else found
        )

    def made(self) -> SummaryQuerySet:
        return self.filter(state=Job.State.DONE)


class Summary(Job):
    """One PDF of a case, numbered; a later one never replaces an earlier.

    `as_of` is when the facts were read, `facts_sha256` their digest, `sha256` that
    of the PDF. `pdf` names the sealed file.
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
    volume = models.CharField(
        _("volume"), max_length=16, choices=Volume, default=Volume.LITIGATION
    )
    as_of = models.DateTimeField(_("as of"))
    facts_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    pdf = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = SummaryQuerySet.as_manager()

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
        return self.document_number

    @property
    def has_to_wait(self) -> bool:
        """For the counts of the data sets that it states."""
        counts = DatasetCount.objects.filter(dataset__case=self.case_id)
        return counts.filter(state__in=Job.ACTIVE).exists()

    @property
    def document_number(self) -> str:
        return document_number(self.case.number, self.number)

    @property
    def file_name(self) -> str:
        """For a download: no character that a file system or a header dislikes."""
        return f"case-summary-{self.case_id}-S{self.number:03}-{self.language}.pdf"

    @property
    def code(self) -> str:
        return verification_code(self.facts_sha256)

    def get_absolute_url(self) -> str:
        return reverse("cases:summary_detail", args=[self.pk])
