"""What an officer gives for a sample."""

from __future__ import annotations

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.common.sealing import kind_choices
from cases.matching.statistics.models import DrawnSample
from cases.matching.statistics.samples import MOST_LINES, SEEDS


def _any_seed() -> int:
    return secrets.randbelow(SEEDS)


class SampleForm(forms.Form):
    """A new seed is offered, so that nobody can be said to have looked for one."""

    size = forms.IntegerField(
        label=_("Lines"), min_value=1, max_value=MOST_LINES, initial=100
    )
    kind = forms.ChoiceField(
        choices=kind_choices, label=_("Kind of identifier"), initial="mobile"
    )
    strata = forms.ChoiceField(choices=DrawnSample.Strata.choices, label=_("Strata"))
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=SEEDS - 1,
        initial=_any_seed,
        help_text=_("The same seed draws the same lines; note it with the result."),
    )
