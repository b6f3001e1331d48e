"""What officers are told about their memberships in cases, until they have seen it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.access.scope import ScopedQuerySet
from cases.casefiles.models import CaseMember, Role


class MembershipNoticeQuerySet(ScopedQuerySet["MembershipNotice"]):
    def visible_to(self, officer: Officer) -> MembershipNoticeQuerySet:
        """Everyone sees their own."""
        return self.filter(membership__officer=officer)

    def unseen(self) -> MembershipNoticeQuerySet:
        """Notices that are due by now; that of an end in the future is not."""
        due = self.filter(seen_at=None, due__lte=timezone.localdate())
        return due.select_related("membership__case", "by")


class MembershipNotice(models.Model):
    """One thing that a membership's officer is told. It stays as it was told, whatever
    became of the membership since."""

    class Kind(models.TextChoices):
        ADDED = "added", _("You were added to a case")
        CHANGED = "changed", _("Your membership in a case was changed")
        ENDED = "ended", _("Your membership in a case has ended")

    membership = models.ForeignKey(
        CaseMember, models.PROTECT, related_name="notices", editable=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    role = models.CharField(max_length=16, choices=Role, editable=False)
    until = models.DateField(null=True, editable=False)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    # The day from which on it is shown: the end of a membership is shown once it has
    # come.
    due = models.DateField(editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)

    objects = MembershipNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of membership")
        verbose_name_plural = _("notices of membership")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["membership", "due"], name="notice_due")]


def tell(kind: MembershipNotice.Kind, membership: CaseMember, *, by: Officer) -> None:
    """Tell the officer, unless they did it themselves. An end that is set for a later
    day is told on the day after it, unless it is taken back before."""
    today = timezone.localdate()
    MembershipNotice.objects.filter(membership=membership, due__gt=today).delete()
    if membership.officer_id != by.pk:
        _add(kind, membership, by, due=today)
    if membership.until is not None and membership.until >= today:
        ended = MembershipNotice.Kind.ENDED
        _add(ended, membership, by, due=membership.until + timedelta(days=1))


def _add(
    kind: MembershipNotice.Kind, membership: CaseMember, by: Officer, *, due: date
) -> None:
    MembershipNotice.objects.create(
        membership=membership,
        kind=kind,
        role=membership.role,
        until=membership.until,
        by=by,
        due=due,
    )


def mark_seen(officer: Officer, last: int) -> None:
    """Mark everything up to this notice as seen."""
    mine = MembershipNotice.objects.visible_to(officer).unseen().filter(pk__lte=last)
    # Without the joins that `unseen` adds for reading.
    MembershipNotice.objects.filter(pk__in=mine.values("pk")).update(
        seen_at=timezone.now()
    )
