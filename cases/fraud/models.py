"""Fraud reports, the numbers in them, and their import."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.access.scope import ScopedQuerySet
from cases.common.jobs import Job
from cases.common.models import BaseModel
from cases.common.provinces import Province
from cases.common.sealing import KeyedValue, SealedJSONField, SealedTextField
from cases.common.written import MaskedCharField
from cases.fraud.methods import Method


class PoliceOnlyQuerySet(ScopedQuerySet[Any]):
    """Fraud reports belong to no case: every police officer may search them.

    A prosecutor sees them only through the confirmed links of a case handed
    over, so directly none.
    """

    def visible_to(self, officer: Officer) -> Any:
        return self.all() if officer.is_police else self.none()


class ReportImport(Job):
    """A file of fraud reports; taking it in is a job.

    `layout` holds the sheets as the reader found them, each with `fields`: the
    report field of each column. It is sealed, for where a file has no header a
    person's data may stand in its place. Counts: created + updated + rejected = read; a
    row that lacks something is a report all the same, and counted in `notes`.
    Everything up to `line_reached` of sheet `sheet_reached` is in the database,
    in the same transaction as the counts: a job that was stopped goes on there.
    """

    task_name = "cases.fraud.tasks.import_reports"

    name = MaskedCharField(_("file"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("size"))
    original = models.CharField(max_length=100, unique=True, editable=False)
    layout = SealedJSONField(default=list)
    read = models.PositiveBigIntegerField(_("rows read"), default=0)
    created = models.PositiveBigIntegerField(_("created"), default=0)
    updated = models.PositiveBigIntegerField(_("updated"), default=0)
    rejected: models.JSONField[Any, Any] = models.JSONField(default=dict)
    # The first rejected rows: sheet, line, reason, and the column's place or null.
    rejected_places: models.JSONField[Any, Any] = models.JSONField(default=list)
    # What could not be read in rows that were taken in, and the first places.
    notes: models.JSONField[Any, Any] = models.JSONField(default=dict)
    note_places: models.JSONField[Any, Any] = models.JSONField(default=list)
    sheet_reached = models.PositiveIntegerField(default=0, editable=False)
    line_reached = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = PoliceOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("report import")
        verbose_name_plural = _("report imports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:report_import_detail", args=[self.pk])

    @property
    def rejected_total(self) -> int:
        return sum(self.rejected.values())


class FraudReport(BaseModel):
    """One report of telecom fraud, as a victim made it to the police."""

    numbers_stay = frozenset({"number"})

    number = models.CharField(_("report no."), max_length=60, unique=True)
    unit_name = MaskedCharField(_("receiving unit"), max_length=100, blank=True)
    province = models.CharField(
        _("province"), max_length=2, choices=Province, blank=True
    )
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    method = models.CharField(
        _("method"), max_length=3, choices=Method, default=Method.F15
    )
    loss = models.DecimalField(
        _("loss (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    victim_name = SealedTextField(_("victim"), blank=True)
    narrative = SealedTextField(_("facts reported"), blank=True)
    # Where it came from; both empty for a report typed in.
    imported_from = models.ForeignKey(
        ReportImport, models.PROTECT, null=True, editable=False, related_name="reports"
    )
    sheet = MaskedCharField(max_length=100, blank=True, editable=False)
    line = models.PositiveBigIntegerField(null=True, editable=False)
    entered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = PoliceOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("fraud report")
        verbose_name_plural = _("fraud reports")
        # As the index below has it, which serves both directions.
        ordering = [models.F("reported_on").desc(nulls_last=True), "-pk"]
        indexes = [
            models.Index(
                models.F("reported_on").desc(nulls_last=True),
                models.F("id").desc(),
                name="report_newest_first",
            ),
            # To find what is new since a match run.
            models.Index(fields=["updated_at"], name="report_changed"),
            models.Index(fields=["province", "reported_on"]),
            models.Index(fields=["method", "reported_on"]),
            models.Index(
                models.F("loss").desc(nulls_last=True),
                models.F("id").desc(),
                name="report_largest_loss_first",
            ),
            # Officers search by any part of a number.
            GinIndex(
                OpClass(Upper("number"), name="gin_trgm_ops"), name="report_number_part"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("cases:report_detail", args=[self.pk])

    @property
    def masked_victim(self) -> str:
        """The first character of the victim's name."""
        return f"{self.victim_name[0]}＊" if self.victim_name else ""


class ReportIdentifier(KeyedValue):
    """A number in a report: the victim's own, or one that was used against them."""

    class Party(models.TextChoices):
        VICTIM = "victim", _("Victim")
        CALLER = "caller", _("Fraudster")

    report = models.ForeignKey(FraudReport, models.CASCADE, related_name="identifiers")
    party = models.CharField(
        _("whose"), max_length=8, choices=Party, default=Party.VICTIM
    )

    class Meta:
        verbose_name = _("identifier of a report")
        verbose_name_plural = _("identifiers of reports")
        indexes = [models.Index(fields=["token"])]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "party", "token"], name="number_once_per_report"
            )
        ]
