"""Signing in, and the officer's own settings."""

from __future__ import annotations

from django import forms

from cases.access.models import Officer


class PreferencesForm(forms.ModelForm[Officer]):
    class Meta:
        model = Officer
        fields = ["language", "theme", "contact"]
