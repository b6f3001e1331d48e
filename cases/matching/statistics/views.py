"""The figures of a run, and the samples drawn from its data sets."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from cases.access.views import DetailView, Scoped
from cases.casefiles.mixins import CasePage
from cases.casefiles.permissions import Ability
from cases.fraud.models import FraudReport
from cases.matching.models import MatchRun
from cases.matching.statistics.breakdown import (
    Breakdown,
    breakdown,
    confirmed,
    has_figures,
)
from cases.matching.statistics.forms import SampleForm
from cases.matching.statistics.lift import lift
from cases.matching.statistics.models import DrawnSample
from cases.matching.statistics.rates import Rate, hit_rate, rate
from cases.matching.statistics.samples import can_be_drawn_from, draw_sample
from cases.matching.statistics.spread import spread
from cases.seizures.models import SeizedDataset


class RunStatisticsView(CasePage, DetailView):
    """A run on some reports alone has no figures, and says so."""

    model = MatchRun
    template_name = "cases/matching/statistics.html"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("case")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run: MatchRun = self.object
        if has_figures(run):
            found = breakdown(run)
            kwargs |= {
                # Of what stands beside it, which may have changed since the run.
                "rate": rate(found.matched, found.searched),
                "then": _unlike(hit_rate(run), found),
                "lift": lift(run),
                "found": found,
                "confirmed": confirmed(run),
                "charts": [*found.charts, *spread(run, found.searched)],
                "samples": run.samples.select_related("officer"),
                "may_draw": can_be_drawn_from(run) and Ability.MATCH in self.can,
            }
        title = _("Statistics")
        return super().get_context_data(run=run, title=title, **kwargs)


def _unlike(counted: Rate | None, found: Breakdown) -> Rate | None:
    """What the run counted, if it is not what is found now."""
    now = found.matched, found.searched
    return counted if counted and (counted.hits, counted.of) != now else None


class SampleCreateView(CasePage, Scoped, SingleObjectMixin[Any], FormView[SampleForm]):
    model = MatchRun
    form_class = SampleForm
    ability = Ability.MATCH
    template_name = "cases/matching/sample_form.html"

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        self.object = None

    def form_valid(self, form: SampleForm) -> HttpResponse:
        try:
            sample = draw_sample(
                officer=self.officer, run=self.page_object, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
            return self.form_invalid(form)
        return HttpResponseRedirect(sample.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Draw a sample")
        return super().get_context_data(title=title, run=self.page_object, **kwargs)


class SampleDetailView(CasePage, DetailView):
    model = DrawnSample
    template_name = "cases/matching/sample_detail.html"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("run__case", "officer__unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sample: DrawnSample = self.object
        lines = list(sample.lines.select_related("file__dataset"))
        named = {pk for line in lines for pk in line.reports}
        reports = FraudReport.objects.visible_to(self.officer).only("number")
        numbers = reports.in_bulk(named)
        return super().get_context_data(
            sample=sample,
            title=str(sample),
            lines=[
                (line, [numbers[pk] for pk in line.reports if pk in numbers])
                for line in lines
            ],
            strata=_strata(sample, lines),
            **kwargs,
        )


def _strata(sample: DrawnSample, lines: list[Any]) -> list[tuple[str, int]]:
    """Each stratum with how many lines of it were drawn."""
    counts: dict[str, int] = {}
    for line in lines:
        if sample.strata == DrawnSample.Strata.DATASET:
            name = str(line.file.dataset)
        elif sample.strata == DrawnSample.Strata.SECTOR:
            name = str(SeizedDataset.Sector(line.stratum).label)
        else:
            continue
        counts[name] = counts.get(name, 0) + 1
    return list(counts.items())
