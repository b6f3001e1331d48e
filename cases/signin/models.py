"""Second factors, recovery codes, sign-ins and failed attempts."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.access.scope import ScopedQuerySet
from cases.common.sealing import SealedTextField
from cases.common.written import MaskedCharField


class SecondFactor(models.Model):
    """An officer's authenticator. Enrolled once a code of it has been seen; until
    then the secret is `next_secret`, and the old one, if any, still counts."""

    officer = models.OneToOneField(
        Officer, models.CASCADE, related_name="second_factor"
    )
    secret = SealedTextField(default="", editable=False)
    next_secret = SealedTextField(default="", editable=False)
    enrolled_at = models.DateTimeField(_("set up"), null=True, editable=False)
    # The step of the newest code that was accepted: it and older ones are spent.
    last_counter = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")


class PasskeyQuerySet(ScopedQuerySet["Passkey"]):
    def visible_to(self, officer: Officer) -> PasskeyQuerySet:
        """Everyone sees their own."""
        return self.filter(officer=officer)


class Passkey(models.Model):
    """A key pair that an officer's device or security key holds; this is the public
    half. `sign_count` is what it counted at its last signature."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="passkeys")
    name = MaskedCharField(_("name"), max_length=60)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("set up"), default=timezone.now)
    used_at = models.DateTimeField(_("last use"), null=True, editable=False)

    objects = PasskeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """For when the authenticator is lost; each opens once."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "digest"], name="recovery_code_once"
            )
        ]


class SignInQuerySet(ScopedQuerySet["SignIn"]):
    def visible_to(self, officer: Officer) -> SignInQuerySet:
        """Everyone sees their own."""
        return self.filter(officer=officer)

    def open(self) -> SignInQuerySet:
        """Sign-ins that have not ended and are neither too old nor idle for too
        long."""
        now = timezone.now()
        return self.filter(
            ended_at=None,
            at__gt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
            used_at__gt=now - timedelta(seconds=settings.CASEDESK_SESSION_IDLE),
        )


class SignIn(models.Model):
    """One sign-in: from where, with what, and until when."""

    class Method(models.TextChoices):
        TOTP = "totp", _("Authenticator")
        PASSKEY = "passkey", _("Passkey")
        RECOVERY = "recovery", _("Recovery code")
        ENROLMENT = "enrolment", _("First set-up")

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, db_index=True, editable=False)
    at = models.DateTimeField(_("signed in"))
    used_at = models.DateTimeField(_("last use"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    method = models.CharField(_("second factor"), max_length=10, choices=Method)
    address = models.GenericIPAddressField(_("address"), null=True)
    agent = models.CharField(_("browser"), max_length=200, blank=True)
    # SHA-256 of the random text in the browser's cookie.
    device = models.CharField(max_length=64, editable=False)
    is_new_device = models.BooleanField(_("new device"), default=False)
    is_announced = models.BooleanField(default=True, editable=False)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["officer", "-at"], name="sign_in_by_officer")]


class Failures(models.Model):
    """Failed attempts under one sign-in name or from one address.

    `key` tells neither: what is typed as a name may be a password.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("failed attempts")
        verbose_name_plural = _("failed attempts")
