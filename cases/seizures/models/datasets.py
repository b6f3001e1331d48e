"""Data sets: seized files that belong together."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.models import BaseModel
from cases.common.pinyin import sort_key
from cases.seizures.models.exhibits import Exhibit
from cases.seizures.models.within_case import refuse_other_cases
from cases.suspects.models import Suspect


class SeizedDatasetQuerySet(CaseScopedQuerySet["SeizedDataset"]):
    pass


class SeizedDataset(BaseModel):
    """Files that belong together: one holder, one source, one kind of content."""

    class InfoClass(models.TextChoices):
        """Classes of 法释〔2017〕10号, article 5."""

        A = "A", _("A: location, message content, credit, property")
        B = "B", _("B: lodging, call records, health, transactions")
        C = "C", _("C: other personal information")

    class Source(models.TextChoices):
        INSIDER = "insider", _("Insider")
        CRAWLED = "crawled", _("Crawled from a leaky system")
        LOAN_PLATFORM = "loan_platform", _("Loan platform back end")
        RESELLER = "reseller", _("Bought from a reseller")
        UNKNOWN = "unknown", _("Unknown")

    class Freshness(models.TextChoices):
        REAL_TIME = "real_time", _("Real-time (实时料)")
        OVERNIGHT = "overnight", _("Overnight (隔夜料)")
        HISTORICAL = "historical", _("Historical (历史料)")
        UNKNOWN = "unknown", _("Unknown")

    class Sector(models.TextChoices):
        EXPRESS = "express", _("Express delivery (快递料)")
        STUDENT = "student", _("Students (学生料)")
        COSMETICS = "cosmetics", _("Cosmetics (化妆品料)")
        REAL_ESTATE = "real_estate", _("Real estate (房产料)")
        LOAN = "loan", _("Loan platform (台子料)")
        SHOPPING = "shopping", _("Online shopping")
        OTHER = "other", _("Other or mixed")

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="datasets", verbose_name=_("case")
    )
    title = models.CharField(_("title"), max_length=200)
    title_sort = models.CharField(max_length=200, editable=False)
    exhibit = models.ForeignKey(
        Exhibit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="datasets",
        verbose_name=_("exhibit"),
    )
    holder = models.ForeignKey(
        Suspect,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="datasets",
        verbose_name=_("holder"),
    )
    info_class = models.CharField(
        _("class of information"),
        max_length=1,
        choices=InfoClass,
        default=InfoClass.C,
    )
    source = models.CharField(
        _("source"), max_length=16, choices=Source, default=Source.UNKNOWN
    )
    freshness = models.CharField(
        _("freshness"), max_length=16, choices=Freshness, default=Freshness.UNKNOWN
    )
    sector = models.CharField(
        _("sector"), max_length=16, choices=Sector, default=Sector.OTHER
    )
    obtained_on = models.DateField(
        _("obtained on"),
        null=True,
        blank=True,
        help_text=_("When the holder got the data, as far as known"),
    )
    # Sums over the files, and what only holds for the set as a whole: counts of
    # duplicates across its files. Written by the intake, never by hand.
    rows_read = models.PositiveBigIntegerField(
        _("rows read"), default=0, editable=False
    )
    rows_stored = models.PositiveBigIntegerField(
        _("rows stored"), default=0, editable=False
    )
    rows_rejected = models.PositiveBigIntegerField(
        _("rows rejected"), default=0, editable=False
    )
    identifiers: models.JSONField[Any, Any] = models.JSONField(
        default=dict, editable=False
    )

    objects = SeizedDatasetQuerySet.as_manager()

    class Meta:
        verbose_name = _("seized data set")
        verbose_name_plural = _("seized data sets")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cases:dataset_detail", args=[self.pk])

    def clean(self) -> None:
        refuse_other_cases(self.case_id, holder=self.holder, exhibit=self.exhibit)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title_sort = sort_key(self.title)
        super().save(*args, **kwargs)
