"""Releasing a common value, and taking that back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from django.views.generic.detail import SingleObjectMixin

from cases.access.views import Scoped, officer_of
from cases.casefiles.mixins import CasePage
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability
from cases.matching import brakes
from cases.matching.forms import ReasonForm
from cases.matching.models import BrakedValue, BrakeWord


class BrakeListView(CasePage, TemplateView):
    """The values that officers have released in a case, or braked again."""

    template_name = "cases/matching/brake_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = brakes.last_words(officer_of(self.request), self.case)
        title = _("Released values")
        return super().get_context_data(title=title, words=words, **kwargs)


class _WordView(CasePage, Scoped, SingleObjectMixin[Any], FormView[ReasonForm], ABC):
    """Asks for the reason of a word on a braked value, and keeps both."""

    form_class = ReasonForm
    ability = Ability.MATCH
    template_name = "cases/matching/brake_form.html"

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        self.object = None

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        try:
            self.say(form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
            return self.form_invalid(form)
        return HttpResponseRedirect(reverse("cases:brake_list", args=[self.case.pk]))

    @abstractmethod
    def say(self, reason: str) -> None:
        """Release the value or brake it again; raises ValidationError if refused."""


class BrakeReleaseView(_WordView):
    model = BrakedValue

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("run__case", "dataset")

    def case_of(self, obj: Any) -> Case:
        return super().case_of(obj.run)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Link a common value")
        value = self.page_object
        return super().get_context_data(title=title, value=value, **kwargs)

    def say(self, reason: str) -> None:
        brakes.release(officer=self.officer, value=self.page_object, reason=reason)


class BrakeAgainView(_WordView):
    model = BrakeWord

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Brake a released value again")
        word = self.page_object
        return super().get_context_data(title=title, word=word, **kwargs)

    def say(self, reason: str) -> None:
        brakes.brake_again(officer=self.officer, word=self.page_object, reason=reason)
