"""Signing in, and the officer's own settings."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer


class PreferencesForm(forms.ModelForm[Officer]):
    class Meta:
        model = Officer
        fields = ["language", "theme", "contact"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = cast(forms.ChoiceField, self.fields["language"])
        offered = list(cast(Any, language.choices))
        language.choices = [("", _("As the browser")), *offered[1:]]
