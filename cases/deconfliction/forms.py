"""What came of a pointer, for one of the officer's own cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.casefiles.models import Case
from cases.common.forms import offer
from cases.deconfliction.models import PointerWord
from cases.deconfliction.sides import Side


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(choices=PointerWord.Outcome.choices)
    case = forms.ModelChoiceField(Case.objects.none())

    def __init__(self, *args: Any, sides: Sequence[Side], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [side.mine.pk for side in sides]
        offer(self, "case", Case.objects.filter(pk__in=mine))
