"""Typing in operations, teams and reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case, CaseMember
from cases.common.forms import DateTimeInput, offer
from cases.operations.models import Operation, Team
from cases.suspects.models import Suspect


class OperationForm(forms.ModelForm[Operation]):
    """Planners are chosen among the members of `case`."""

    planners = forms.ModelMultipleChoiceField(
        Officer.objects.none(),
        label=_("Planners"),
        help_text=Operation._meta.get_field("planners").help_text,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Operation
        fields = ["name", "go_time", "plan", "planners"]
        widgets = {"go_time": DateTimeInput(), "plan": forms.Textarea({"rows": 6})}

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = CaseMember.objects.current().filter(case=case)
        planners = Officer.objects.filter(pk__in=members.values("officer"))
        offer(self, "planners", planners.select_related("unit"))


class TargetsField(forms.ModelMultipleChoiceField[Suspect]):
    """Suspects to tick, named with their handles: often nothing but an online name is
    known."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Suspect) -> str:
        handles = ", ".join(alias.handle for alias in obj.aliases.all())
        return f"{obj} ({handles})" if handles else str(obj)


class TeamForm(forms.ModelForm[Team]):
    """Targets are chosen among the suspects of `case`."""

    targets = TargetsField(Suspect.objects.none(), label=_("Targets"), required=False)

    class Meta:
        model = Team
        fields = [
            "name",
            "province",
            "place",
            "leader",
            "strength",
            "go_time",
            "targets",
        ]
        widgets = {"go_time": DateTimeInput()}

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suspects = Suspect.objects.of_case(case).prefetch_related("aliases")
        offer(self, "targets", suspects)


class ReportForm(forms.ModelForm[Team]):
    """One report of a team: its status, a few words, and who is held."""

    text = forms.CharField(label=_("Report"), max_length=300, required=False)
    held = TargetsField(
        Suspect.objects.none(),
        label=_("Targets that the team holds"),
        required=False,
        help_text=_("With the status “Arrested”; they are in custody from then on"),
    )

    class Meta:
        model = Team
        fields = ["status"]

    field_order = ["status", "held", "text"]

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        targets = self.instance.targets.prefetch_related("aliases")
        offer(self, "held", targets)
