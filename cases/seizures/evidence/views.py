"""The evidence folder as a page, and what is taken from it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views import generic

from cases.access import words
from cases.access.views import DetailView, Scoped, officer_of
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.mixins import CasePage
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability
from cases.common.jobs.page import job_context
from cases.common.wording import sentence
from cases.engine.errors import EngineError
from cases.engine.evidence import Entry
from cases.seizures.evidence import marks, services
from cases.seizures.evidence.models import Taking
from cases.seizures.models import SeizedDataset, SeizedFile


class EvidenceView(CasePage, generic.TemplateView):
    """What lies in one folder; files and folders are chosen for the data set."""

    ability = Ability.INTAKE
    template_name = "cases/seizures/evidence.html"

    @cached_property
    def dataset(self) -> SeizedDataset:
        datasets = SeizedDataset.objects.visible_to(officer_of(self.request))
        return get_object_or_404(
            datasets.select_related("case"), pk=self.kwargs["dataset_pk"]
        )

    @cached_property
    def case(self) -> Case:
        return self.dataset.case

    @cached_property
    def asked(self) -> dict[str, str]:
        """Folder and look, hidden in the address: folders are named after people."""
        hidden = self.request.GET.get(words.PARAMETER, "")
        return words.show(officer_of(self.request), hidden)

    @cached_property
    def seen(self) -> marks.Seen:
        """An earlier look, as the page itself carried it."""
        return marks.seen(self.asked.get("seen") or self.request.POST.get("seen", ""))

    @cached_property
    def folder(self) -> str:
        return self.asked.get("folder", "")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        audit.record(
            officer=officer_of(request),
            action=Action.READ,
            list="evidence",
            case_id=self.case.pk,
        )
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wanted = request.POST.getlist("mark")
        try:
            taking = services.take(
                officer=officer_of(request),
                dataset=self.dataset,
                paths=services.marked_paths(self.folder, wanted),
                seen=self.seen,
                again=bool(request.POST.get("again")),
            )
        except ValidationError as error:
            context = self.get_context_data(problem="; ".join(error.messages))
            return self.render_to_response(context)
        return HttpResponseRedirect(taking.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            entries = services.listing(self.folder)
        except EngineError as error:
            entries = []
            kwargs.setdefault("problem", sentence(error.code, {}))
        growing = [e for e in entries if not (e.is_folder or self._is_still(e))]
        return super().get_context_data(
            title=_("Take from the evidence folder"),
            dataset=self.dataset,
            folder=self.folder,
            trail=_trail(self.folder),
            entries=[
                (entry, "" if entry in growing else marks.mark(entry))
                for entry in entries
            ],
            growing=len(growing),
            look=marks.told(growing),
            **kwargs,
        )

    def _is_still(self, entry: Entry) -> bool:
        return marks.is_still(entry, self.seen)


def _trail(folder: str) -> list[tuple[str, str]]:
    """Name and path of each folder on the way."""
    parts = [part for part in folder.split("/") if part]
    return [(part, "/".join(parts[: at + 1])) for at, part in enumerate(parts)]


class TakingDetailView(CasePage, DetailView):
    """How far the sealing is, and what became of each file."""

    model = Taking
    template_name = "cases/seizures/taking_detail.html"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("dataset__case")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        taking = self.object
        files = SeizedFile.objects.in_bulk(
            [item["file"] for item in taking.items if "file" in item]
        )
        return {
            **super().get_context_data(**kwargs),
            **job_context(taking, "evidence", may_steer=Ability.INTAKE in self.can),
            "items": [
                {
                    "path": item["path"],
                    "size": item["size"],
                    "file": files.get(item.get("file")),
                    "problem": sentence(item["error"], item["where"])
                    if "error" in item
                    else "",
                }
                for item in taking.items
            ],
        }


class OfTaking(CasePage, Scoped, generic.detail.SingleObjectMixin[Taking]):
    model = Taking

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("dataset__case")


class TakingJobView(OfTaking, generic.View):
    """The progress alone; when the job has ended, the page is loaded anew."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        taking = self.get_object()
        if not taking.is_active:
            return HttpResponse(headers={"HX-Refresh": "true"})
        context = job_context(taking, "evidence", may_steer=Ability.INTAKE in self.can)
        return render(request, "cases/common/_job.html", context)


class TakingCancelView(OfTaking, generic.View):
    ability = Ability.INTAKE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        taking = self.get_object()
        services.cancel(officer=officer_of(request), taking=taking)
        return HttpResponseRedirect(taking.get_absolute_url())


class TakingStartView(OfTaking, generic.View):
    ability = Ability.INTAKE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        taking = self.get_object()
        services.start_again(officer=officer_of(request), taking=taking)
        return HttpResponseRedirect(taking.get_absolute_url())
