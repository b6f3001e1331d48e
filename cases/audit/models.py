"""The audit trail: who did what to which object, when and why."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    SIGN_IN = "sign_in", _("Sign-in")
    SIGN_IN_REFUSED = "sign_in_refused", _("Sign-in refused")
    SIGN_OUT = "sign_out", _("Sign-out")
    READ = "read", _("Read")
    SEARCH = "search", _("Search")
    REVEAL = "reveal", _("Reveal")
    CREATE = "create", _("Create")
    CHANGE = "change", _("Change")
    JUDGE = "judge", _("Judge")
    RUN = "run", _("Run")
    CANCEL = "cancel", _("Cancel")
    EXPORT = "export", _("Export")
    APPROVE = "approve", _("Approve")
    REFUSE = "refuse", _("Refuse")


class Entry(models.Model):
    """One line of the trail. The database itself refuses to change or delete it.

    `object_type` and `object_id` name the object, `case_id` the case it belongs
    to; `detail` holds what changed, without any personal data in the clear. `mac`
    authenticates all of it (see `codes`). Written by `services.record` alone.
    """

    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("officer"),
    )
    unit_name = models.CharField(_("unit"), max_length=100, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    action = models.CharField(_("action"), max_length=16, choices=Action)
    object_type = models.CharField(_("object"), max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    detail: models.JSONField[Any, Any] = models.JSONField(default=dict)
    mac = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-pk"]
        # Each filter of the auditor's page with the time, in which pages are cut.
        indexes = [
            models.Index(fields=["at", "id"], name="entry_by_time"),
            models.Index(fields=["actor", "at", "id"], name="entry_by_actor"),
            models.Index(fields=["unit_name", "at", "id"], name="entry_by_unit"),
            models.Index(fields=["address", "at", "id"], name="entry_by_address"),
            models.Index(fields=["action", "at", "id"], name="entry_by_action"),
            models.Index(
                fields=["object_type", "object_id", "at", "id"], name="entry_by_object"
            ),
            models.Index(fields=["case_id", "at", "id"], name="entry_by_case"),
        ]


class Waiting(models.Model):
    """An entry that no seal holds yet; a trigger writes it with the entry."""

    entry_id = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = _("entry to be sealed")
        verbose_name_plural = _("entries to be sealed")


class Seal(models.Model):
    """A link of the chain: some entries, the digest of their codes, and the seal
    before. Append-only, as the entries are.

    `entry_ids` ascend; `total` counts the entries of all seals up to this one.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    entry_ids: ArrayField[list[int], list[int]] = ArrayField(models.BigIntegerField())
    total = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("seal of the audit trail")
        verbose_name_plural = _("seals of the audit trail")
        ordering = ["number"]
