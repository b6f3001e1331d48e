"""Typing in a password, a code, or a code of a new authenticator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    SetPasswordForm,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.signin import lockout, passwords


class SignInForm(AuthenticationForm):
    def clean(self) -> dict[str, Any]:
        """Refuse a locked name before its password is looked at."""
        name = self.cleaned_data.get("username")
        if not name or not self.cleaned_data.get("password"):
            return self.cleaned_data
        attempt = lockout.begin(name)
        cleaned: dict[str, Any] = super().clean()
        attempt.was_right()
        return cleaned

    def confirm_login_allowed(self, user: Officer) -> None:
        super().confirm_login_allowed(user)
        if passwords.has_run_out(user):
            raise ValidationError(
                _(
                    "This one-time password has run out. Ask the system administrator"
                    " for a new one."
                ),
                code="run_out",
            )


# django-stubs makes this form generic, which Django's own is not.
class OwnPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """Another password than the present one."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = cleaned.get("new_password1")
        if chosen and self.user.check_password(chosen):
            self.add_error(
                "new_password1", _("Choose another password than the present one.")
            )
        return cleaned


class PasswordForm(OwnPasswordForm, PasswordChangeForm):
    """A new password; guessing the present one here locks as signing in does."""

    def clean_old_password(self) -> str:
        attempt = lockout.begin(self.user.get_username())
        old: str = super().clean_old_password()
        attempt.was_right()
        return old


def _code_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false"}
        ),
    )


class CodeForm(forms.Form):
    """Proves the second factor."""

    code = _code_field(
        _("Code of your authenticator"), _("Or one of your recovery codes")
    )


class EnrolForm(forms.Form):
    """The first code of a new authenticator."""

    code = _code_field(_("Six digits that the authenticator shows"))


class PasskeyForm(forms.Form):
    """What the browser answered for a new passkey, and what it is called."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("So that you know it again, for example: blue security key"),
        max_length=60,
    )
    passkey = forms.CharField(widget=forms.HiddenInput)
