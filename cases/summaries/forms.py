"""Asking for a summary, and holding one against what was made."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.summaries.facts import CODE_DIGITS
from cases.summaries.models import Summary, Volume

_BETWEEN = re.compile(r"[\s\-‐-―－]")


class SummaryForm(forms.ModelForm[Summary]):
    class Meta:
        model = Summary
        fields = ["language", "volume"]
        help_texts = {
            "volume": _(
                "The investigation volume has the arrest operations and stays with"
                " the police. Prosecutors see summaries of the litigation volume"
                " alone."
            )
        }

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = officer.language or Summary.Language.CHINESE
        if officer.is_prosecutor:
            del self.fields["volume"]
        else:
            self.fields["volume"].initial = Volume.INVESTIGATION


class VerifyForm(forms.Form):
    """A PDF, or the code that is printed on it."""

    pdf = forms.FileField(label=_("PDF"), required=False)
    code = forms.CharField(
        label=_("or its verification code"),
        required=False,
        max_length=64,
        help_text=_("16 digits and letters from A to F, on the cover"),
    )

    def clean_code(self) -> str:
        """The digits as a digest has them; a whole SHA-256 will do as well."""
        code = _BETWEEN.sub("", self.cleaned_data["code"]).lower()
        if code and not re.fullmatch(rf"[0-9a-f]{{{CODE_DIGITS},64}}", code):
            raise forms.ValidationError(
                _("This is no verification code: it has 16 digits and letters A to F.")
            )
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("pdf") and not cleaned.get("code"):
            raise forms.ValidationError(_("Choose a PDF or type in its code."))
        return cleaned
