"""One record on a page: masked, and for a minute in the clear.

The record is a part of a page that is exchanged: a POST with the reason brings it in
the clear, and after SECONDS the page fetches the masked one again. Nothing in the
clear is ever answered to a GET, so no address, history or reload holds it. Without
HTMX the record comes as a page of its own that the browser leaves by itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View
from django.views.generic.detail import SingleObjectMixin

from cases.access.models import Officer
from cases.access.views import Scoped
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability, abilities, require
from cases.reveals import services
from cases.reveals.forms import RevealForm
from cases.reveals.models import Reason

# The reason that the officer gave last stands in the next form.
LAST_REASON = "reveal_reason"
TEMPLATE = "cases/reveals/_record.html"


@dataclass(frozen=True)
class Shown:
    """One line of a record."""

    label: str
    text: str


@dataclass(frozen=True)
class Record:
    """A record as a template shows it; `address` is where it is revealed, and
    empty where the officer may not."""

    key: str
    lines: tuple[Shown, ...]
    address: str
    form: RevealForm
    is_clear: bool = False
    problem: str = ""

    @property
    def seconds(self) -> int:
        return services.SECONDS


def may_reveal(officer: Officer, case: Case | None) -> bool:
    """Records outside all cases (fraud reports) may be revealed by the police."""
    if case is None:
        return officer.is_police
    return Ability.REVEAL in abilities(officer, case)


def masked_record(
    request: HttpRequest,
    obj: Model,
    lines: list[Shown],
    address: str,
    *,
    allowed: bool,
    form: RevealForm | None = None,
    problem: str = "",
) -> Record:
    reason = request.session.get(LAST_REASON, "")
    form = form or RevealForm(initial={"reason": reason}, auto_id=f"{_key(obj)}_%s")
    place = address if allowed else ""
    return Record(_key(obj), tuple(lines), place, form, problem=problem)


def _key(obj: Model) -> str:
    return f"record-{obj._meta.model_name}-{obj.pk}"


class RevealView(Scoped, SingleObjectMixin[Any], View, ABC):
    """Shows one record in the clear, once a reason is given. Each kind of record has
    a subclass, which says what its lines are."""

    def case_of(self, obj: Any) -> Case | None:
        return cast(Case, obj.case)

    @abstractmethod
    def masked(self, obj: Any) -> list[Shown]:
        """The record's lines as everybody who may see the page sees them."""

    @abstractmethod
    def clear(self, obj: Any) -> list[Shown]:
        """The same lines in the clear; raises ValidationError where the record cannot
        be read."""

    def back(self, obj: Any) -> str:
        return cast(str, obj.get_absolute_url())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The record masked again."""
        obj = self.get_object()
        if not getattr(request, "htmx", False):
            return HttpResponseRedirect(self.back(obj))
        return self._answer(obj, self._masked(obj))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = self.get_object()
        case = self.case_of(obj)
        if case is not None:
            require(self.officer, case, Ability.REVEAL)
        elif not self.officer.is_police:
            raise PermissionDenied
        form = RevealForm(request.POST, auto_id=f"{_key(obj)}_%s")
        if not form.is_valid():
            return self._answer(obj, self._masked(obj, form))
        reason = Reason(form.cleaned_data["reason"])
        try:
            # Read first: a record that cannot be read costs nothing of the quota.
            lines = self.clear(obj)
            services.reveal(
                officer=self.officer,
                obj=obj,
                case=case,
                reason=reason,
                words=form.cleaned_data["words"],
            )
        except ValidationError as error:
            problem = error.messages[0]
            return self._answer(obj, self._masked(obj, form, problem))
        request.session[LAST_REASON] = reason.value
        record = Record(_key(obj), tuple(lines), request.path, form, is_clear=True)
        return self._answer(obj, record)

    def _masked(
        self, obj: Any, form: RevealForm | None = None, problem: str = ""
    ) -> Record:
        return masked_record(
            self.request,
            obj,
            self.masked(obj),
            self.request.path,
            allowed=may_reveal(self.officer, self.case_of(obj)),
            form=form,
            problem=problem,
        )

    def _answer(self, obj: Any, record: Record) -> HttpResponse:
        context: dict[str, Any] = {"record": record, "back": self.back(obj)}
        if getattr(self.request, "htmx", False):
            return render(self.request, TEMPLATE, context)
        context["title"] = str(obj)
        page = render(self.request, "cases/reveals/record_detail.html", context)
        if record.is_clear:
            page.headers["Refresh"] = f"{record.seconds}; url={context['back']}"
        return page
