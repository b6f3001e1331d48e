"""Exhibits, their custody, the data sets found on them and the files of those."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job
from cases.common.models import BaseModel
from cases.common.pinyin import sort_key
from cases.common.sealing import SealedJSONField
from cases.suspects.models import Suspect

MIN_INVESTIGATORS = 2
# Megabytes that taking a file in needs: whatever it is, for each of its own, and
# never more.
_MEMORY_LEAST, _MEMORY_MOST = 500, 2_500
_MB_PER_MB_OF_TEXT, _MB_PER_MB_OF_WORKBOOK = 0.6, 20
# A blank parts two Chinese names, but not the halves of an English one.
_BETWEEN_NAMES = re.compile(
    r"[、,，;；/]\s*|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])"
)


def refuse_other_cases(case_id: int | None, **related: Any) -> None:
    """Raises ValidationError for what belongs to another case."""
    for name, obj in related.items():
        if obj is not None and obj.case_id != case_id:
            raise ValidationError({name: _("This belongs to another case.")})


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

    objects: ClassVar[ExhibitQuerySet] = ExhibitQuerySet.as_manager()  # type: ignore[assignment]

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
    given_by = models.CharField(_("from"), max_length=100, blank=True)
    received_by = models.CharField(_("to"), max_length=100, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200)
    seal_before = models.CharField(_("seal before"), max_length=50, blank=True)
    seal_after = models.CharField(_("seal after"), max_length=50, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects: ClassVar[CustodyEventQuerySet] = CustodyEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("custody event")
        verbose_name_plural = _("custody events")
        ordering = ["at", "pk"]


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

    objects: ClassVar[SeizedDatasetQuerySet] = SeizedDatasetQuerySet.as_manager()  # type: ignore[assignment]

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


class SeizedFileQuerySet(CaseScopedQuerySet["SeizedFile"]):
    case_path = "dataset__case"

    def taken_in(self) -> SeizedFileQuerySet:
        return self.filter(state=Job.State.DONE)


class SeizedFile(Job, BaseModel):
    """One seized file, sealed as it came; taking it in is a job.

    `layouts` is what the reader found and the officer confirmed, sheet by sheet:
    see `seizures.layouts`. `identifiers` counts per kind
    valid, invalid, masked, truncated, duplicates and unique.
    """

    task_name = "cases.seizures.tasks.take_in_file"

    dataset = models.ForeignKey(
        SeizedDataset, models.PROTECT, related_name="files", verbose_name=_("data set")
    )
    name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    # Taken where the file came from, and found equal; empty where none was taken.
    sha256_before = models.CharField(max_length=64, blank=True, editable=False)
    md5 = models.CharField("MD5", max_length=32)
    size = models.PositiveBigIntegerField(_("size"))
    original = models.CharField(max_length=100, unique=True, editable=False)
    layouts: Any = SealedJSONField(default=list, editable=False)
    rows_read = models.PositiveBigIntegerField(_("rows read"), default=0)
    rows_stored = models.PositiveBigIntegerField(_("rows stored"), default=0)
    rows_rejected = models.PositiveBigIntegerField(_("rows rejected"), default=0)
    blank_lines = models.PositiveBigIntegerField(_("blank lines"), default=0)
    rejected: models.JSONField[Any, Any] = models.JSONField(
        default=dict, editable=False
    )
    identifiers: models.JSONField[Any, Any] = models.JSONField(
        default=dict, editable=False
    )
    # The first places where a value was no number: sheet, line, kind, reason.
    invalid_places: models.JSONField[Any, Any] = models.JSONField(
        default=list, editable=False
    )

    objects: ClassVar[SeizedFileQuerySet] = SeizedFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("seized file")
        verbose_name_plural = _("seized files")
        ordering = ["dataset", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:file_detail", args=[self.pk])

    @property
    def memory_mb(self) -> int:
        """Measured: see docs/decisions/0010. Text is read in batches, a workbook as
        a whole."""
        each = _MB_PER_MB_OF_TEXT if self.is_text else _MB_PER_MB_OF_WORKBOOK
        return min(_MEMORY_MOST, _MEMORY_LEAST + int(each * self.size / 1_000_000))

    @property
    def is_text(self) -> bool:
        return all(item["format"] == "delimited" for item in self.layouts)

    @property
    def case(self) -> Case:
        return self.dataset.case

    @property
    def case_id(self) -> int:
        return self.dataset.case_id
