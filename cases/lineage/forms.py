"""Which cases are compared; a word on a direction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.forms import offer
from cases.matching.models import SAYABLE


class CasesForm(forms.Form):
    """The other cases whose data sets are compared with those of this one."""

    others = forms.ModelMultipleChoiceField(
        Case.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Compare with the data sets of other cases too"),
    )

    def __init__(self, *args: Any, officer: Officer, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Case.objects.visible_to(officer).exclude(pk=case.pk)
        offer(self, "others", visible.filter(datasets__isnull=False).distinct())


class WordForm(forms.Form):
    judgement = forms.ChoiceField(choices=SAYABLE)
    reason = forms.CharField(max_length=200, required=False)
    version = forms.IntegerField()
