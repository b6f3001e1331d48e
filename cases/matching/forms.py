"""Starting a run, judging a link."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.common.forms import DateInput, offer
from cases.common.provinces import Province
from cases.common.sealing import kind_choices
from cases.fraud.methods import Method
from cases.matching.models import SAYABLE
from cases.matching.runs.choosing import Choice
from cases.matching.runs.sources import searchable_datasets
from cases.matching.score.rules import HIGHEST, RULES, in_general
from cases.seizures.models import SeizedDataset


class RunForm(forms.Form):
    """What a run searches; at first everything of the case is chosen."""

    datasets = forms.ModelMultipleChoiceField(
        SeizedDataset.objects.none(),
        label=_("Data sets"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one data set.")},
    )
    kinds = forms.MultipleChoiceField(
        choices=kind_choices,
        label=_("Kinds of identifier"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of identifier.")},
    )

    only_new = forms.BooleanField(
        required=False,
        label=_("Only what is new"),
        help_text=_(
            "Files and reports that came since the last run of a data set. The links"
            " are the same as those of a whole run, in less time."
        ),
    )
    methods = forms.MultipleChoiceField(
        choices=Method.choices,
        required=False,
        label=_("Reports of these methods"),
        help_text=_("None chosen: all."),
    )
    provinces = forms.MultipleChoiceField(
        choices=Province.choices,
        required=False,
        label=_("Reports of these provinces"),
        help_text=_("None chosen: all."),
    )
    since = forms.DateField(
        required=False, label=_("Reported from"), widget=DateInput()
    )
    until = forms.DateField(required=False, label=_("Reported to"), widget=DateInput())
    unit = forms.CharField(
        required=False, max_length=100, label=_("Receiving unit contains")
    )

    def choice(self) -> Choice:
        given = self.cleaned_data
        days = (given["since"], given["until"])
        since, until = (day.isoformat() if day else "" for day in days)
        return Choice(
            tuple(given["methods"]),
            tuple(given["provinces"]),
            since,
            until,
            given["unit"],
        )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        datasets = searchable_datasets(case)
        offer(self, "datasets", datasets)
        self.fields["datasets"].initial = datasets
        self.fields["kinds"].initial = [kind for kind, _label in kind_choices()]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=200,
        label=_("Reason"),
        error_messages={"required": _("Give a reason: it is kept with your name.")},
    )


class JudgeForm(forms.Form):
    """The officer's judgement of one link, as it stood at `version`."""

    judgement = forms.ChoiceField(choices=SAYABLE)
    reason = forms.CharField(max_length=200, required=False, label=_("Reason"))
    version = forms.IntegerField(min_value=1)


class RuleForm(forms.Form):
    """Chooses links by what a rule says of them and by their score. Sent first without
    a judgement, to count them; then with one, for the links that were counted, which
    are those found up to `until`."""

    outcome = forms.ChoiceField(label=_("What the rule says of the link"))
    least = forms.IntegerField(
        label=_("Score from"), min_value=0, max_value=HIGHEST, initial=0
    )
    most = forms.IntegerField(
        label=_("Score to"), min_value=0, max_value=HIGHEST, initial=HIGHEST
    )
    reason = forms.CharField(
        max_length=200, required=False, widget=forms.HiddenInput, label=_("Reason")
    )
    judgement = forms.ChoiceField(
        choices=[("", ""), *SAYABLE], required=False, widget=forms.HiddenInput
    )
    until = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [
            (str(rule.title), [(code, in_general(code)) for code in rule.outcomes])
            for rule in RULES
        ]


# As many digits as a key, and as a version, can have.
_TICK: Final = re.compile("[0-9]{1,18}:[0-9]{1,9}")


class BulkJudgeForm(forms.Form):
    """One judgement of all ticked links, each given as `number:version`."""

    judgement = forms.ChoiceField(choices=SAYABLE)
    reason = forms.CharField(
        max_length=200,
        label=_("Reason"),
        error_messages={"required": _("Give a reason for judging many links.")},
    )
    link = forms.MultipleChoiceField(
        error_messages={"required": _("Tick the links that you want to judge.")}
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field = self.fields["link"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = [
            (value, value) for value in data.getlist("link") if _TICK.fullmatch(value)
        ]

    @property
    def seen(self) -> dict[int, int]:
        """The version at which each link was seen."""
        pairs = (value.split(":") for value in self.cleaned_data["link"])
        return {int(number): int(version) for number, version in pairs}
