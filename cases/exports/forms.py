"""Asking for an export, and deciding on one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.exports.locking import SHORTEST_PASSWORD, check_key
from cases.exports.models import Export


class ExportForm(forms.ModelForm[Export]):
    password = forms.CharField(
        label=gettext_lazy("The receiver's password"),
        required=False,
        strip=False,
        min_length=SHORTEST_PASSWORD,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "At least 12 characters, agreed with the receiver by another way than the"
            " file takes. It is forgotten when the file is made."
        ),
    )
    again = forms.CharField(
        label=gettext_lazy("The password once more"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Export
        fields = ["purpose", "receiver", "format", "lock", "public_key"]
        labels = {"public_key": gettext_lazy("or the receiver's age key")}
        help_texts = {
            "purpose": gettext_lazy(
                "What it is needed for; it stands in the file. Numbers are masked."
            ),
            "receiver": gettext_lazy("Name and unit; they stand in the file"),
            "public_key": gettext_lazy(
                "Only where it is locked with a key; begins with age1"
            ),
        }

    field_order = [
        "purpose", "receiver", "format", "lock", "password", "again", "public_key",
    ]  # fmt: skip

    def clean_public_key(self) -> str:
        key: str = self.cleaned_data["public_key"].strip()
        if key:
            check_key(key)
        return key

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("lock") == Export.Lock.AGE_KEY:
            if not given.get("public_key") and "public_key" not in self.errors:
                self.add_error("public_key", _("Give the receiver's key."))
        elif "password" not in self.errors:
            self._check_password(given)
        return given

    def _check_password(self, given: dict[str, Any]) -> None:
        if not given.get("password"):
            self.add_error("password", _("Give a password for the receiver."))
        elif given["password"] != given.get("again"):
            self.add_error("again", ValidationError(_("The passwords differ.")))


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason of the decision"),
        min_length=2,
        max_length=200,
        error_messages={
            "required": gettext_lazy("Give a reason; nothing was decided."),
            "min_length": gettext_lazy("Give a reason; nothing was decided."),
        },
    )
