"""Typing in a case, its members and its notes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access.models import Duty, Officer, Unit
from cases.casefiles.models import Case, CaseMember, Note
from cases.common.forms import DateInput, PastDates


class CaseForm(PastDates, forms.ModelForm[Case]):
    past = ("filed_on",)

    class Meta:
        model = Case
        fields = [
            "number",
            "title",
            "province",
            "stage",
            "offence",
            "filed_on",
            "source",
            "facts",
            "two_officers",
        ]
        widgets = {
            "filed_on": DateInput(),
            "source": forms.Textarea(attrs={"rows": 2}),
            "facts": forms.Textarea(attrs={"rows": 8}),
        }
        error_messages = {
            "number": {"unique": _("There is a case of this number already.")}
        }


class MemberForm(forms.ModelForm[CaseMember]):
    officer = forms.ModelChoiceField(
        Officer.objects.filter(duty=Duty.POLICE, is_active=True), label=_("Officer")
    )

    class Meta:
        model = CaseMember
        fields = ["officer", "role", "until"]
        widgets = {"until": DateInput()}


class MembershipForm(forms.ModelForm[CaseMember]):
    """Changes a membership; its officer stays the same."""

    class Meta:
        model = CaseMember
        fields = ["role", "until"]
        widgets = {"until": DateInput()}


class NoteForm(forms.ModelForm[Note]):
    class Meta:
        model = Note
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class HandOverForm(forms.Form):
    """To which procuratorate the litigation volume goes."""

    unit = forms.ModelChoiceField(
        Unit.objects.filter(kind=Unit.Kind.PROCURATORATE), label=_("Procuratorate")
    )
