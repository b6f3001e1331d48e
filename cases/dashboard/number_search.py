"""Where a number stands: in reports, with suspects, in seized data.

The number comes in the body of a POST and is looked for by its token; neither the
audit nor an address ever holds it.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from cases.access.models import Officer
from cases.access.views import officer_of
from cases.audit import services as audit
from cases.audit.models import Action
from cases.engine.errors import EngineError
from cases.engine.lookup import lookup
from cases.engine.tokens import halves
from cases.fraud import services
from cases.fraud.forms import NumberSearchForm
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.stores import index_sources
from cases.suspects.models import Identifier

# More than anybody reads; the number is then a placeholder.
_SHOWN: Final = 100


@dataclass(frozen=True)
class Found:
    """Everything that the officer may see and that holds the number. `datasets` come
    with how many rows hold it; files whose index cannot be read are named."""

    reports: list[FraudReport]
    suspects: list[Identifier]
    datasets: list[tuple[SeizedDataset, int]]
    unreadable: list[SeizedFile]


def find(officer: Officer, *, raw: str, kind: str) -> Found:
    """Raises ValidationError with the kind's reason if it can be no number."""
    tokens = services.tokens_of(raw, kind)
    holding = ReportIdentifier.objects.filter(token__in=tokens).values("report")
    reports = FraudReport.objects.visible_to(officer).filter(pk__in=holding)
    used = Identifier.objects.visible_to(officer).searchable()
    used = used.filter(token__in=tokens)
    datasets, unreadable = _in_seized_data(officer, tokens)
    found = Found(
        list(reports.defer("narrative")[:_SHOWN]),
        list(used.select_related("suspect__case").defer("sealed")[:_SHOWN]),
        datasets,
        unreadable,
    )
    audit.record(
        officer=officer,
        action=Action.SEARCH,
        list="number",
        kind=kind,
        reports=[report.pk for report in found.reports],
        suspects=[identifier.suspect_id for identifier in found.suspects],
        datasets=[dataset.pk for dataset, _rows in found.datasets],
    )
    return found


def _in_seized_data(
    officer: Officer, tokens: list[uuid.UUID]
) -> tuple[list[tuple[SeizedDataset, int]], list[SeizedFile]]:
    wanted = halves(tokens)
    visible = SeizedFile.objects.visible_to(officer).searchable().taken_in()
    rows: Counter[SeizedDataset] = Counter()
    unreadable = []
    for file in visible.select_related("dataset__case").defer("layouts"):
        try:
            places = lookup(index_sources([file]), wanted)
        except (EngineError, OSError):
            unreadable.append(file)
            continue
        if places.height:
            rows[file.dataset] += places["row"].n_unique()
    return rows.most_common(), unreadable


class NumberSearchView(FormView[NumberSearchForm]):
    form_class = NumberSearchForm
    template_name = "cases/dashboard/number_search.html"
    extra_context = {"title": _("Search for a number")}

    def dispatch(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        if not officer_of(request).sees_cases:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: NumberSearchForm) -> HttpResponse:
        typed = form.cleaned_data
        try:
            found = find(
                officer_of(self.request), raw=typed["number"], kind=typed["kind"]
            )
        except ValidationError as error:
            form.add_error("number", error)
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, found=found))
