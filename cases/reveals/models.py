"""Which officer saw which record in the clear, when and why."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access.models import Duty, Officer
from cases.access.scope import ScopedQuerySet
from cases.casefiles.models import Case, CaseMember, Role
from cases.common.written import ReasonField


class Reason(models.TextChoices):
    JUDGE = "judge", _("To confirm or reject a link")
    CONTACT = "contact", _("To speak to the victim")
    IDENTIFY = "identify", _("To identify or find a suspect")
    EVIDENCE = "evidence", _("To request or prepare evidence")
    CORRECT = "correct", _("To check the data against its source")
    OTHER = "other", _("Another reason")


class RevealQuerySet(ScopedQuerySet["Reveal"]):
    def visible_to(self, officer: Officer) -> RevealQuerySet:
        """Supervisors see the reveals of their unit's officers and those in the cases
        they lead; auditors all; everybody else none."""
        if officer.duty == Duty.AUDITOR:
            return self.all()
        if not is_supervisor(officer):
            return self.none()
        return self.filter(Q(officer__unit=officer.unit_id) | Q(case__in=_led(officer)))

    def on(self, day: date) -> RevealQuerySet:
        """The reveals of a day, in local time."""
        start = datetime.combine(day, time.min, timezone.get_current_timezone())
        return self.filter(at__gte=start, at__lt=start + timedelta(days=1))


class Reveal(models.Model):
    """One record shown once. The database refuses to change or delete it.

    `object_type` and `object_id` name the record, `record` is its masked name;
    `words` are the officer's own, with long numbers masked.
    """

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="reveals", verbose_name=_("officer")
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    words = ReasonField(_("in words"), max_length=200)
    object_type = models.CharField(_("record"), max_length=40)
    object_id = models.BigIntegerField()
    record = models.CharField(_("masked"), max_length=150)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="+", verbose_name=_("case")
    )

    objects = RevealQuerySet.as_manager()

    class Meta:
        verbose_name = _("reveal")
        verbose_name_plural = _("reveals")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["officer", "-at"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return self.record


def is_supervisor(officer: Officer) -> bool:
    """Whether the officer leads a case."""
    return officer.is_police and _led(officer).exists()


def _led(officer: Officer) -> models.QuerySet[CaseMember, int]:
    mine = CaseMember.objects.current().filter(officer=officer, role=Role.LEAD)
    return mine.values_list("case", flat=True)
