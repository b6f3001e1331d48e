"""What a run can search: data sets with at least one file taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.common.jobs import Job
from cases.engine.index import IndexSource
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.stores import index_sources

LEFT_OUT: dict[str, Any] = {
    "still_running": _("is still being taken in"),
    "no_file": _("has no file"),
    "nothing_taken_in": _("has no file that is taken in"),
    "file_not_taken_in": _("this file is not taken in; the others were searched"),
    "index_missing": _("the index of this file is missing; take it in again"),
    "index_damaged": _("the index of this file is damaged; take it in again"),
    "custody_failed": _(
        "this file failed its custody check and was not searched; see the file's page"
    ),
    "no_reports": _("no fraud report has a number of the chosen kinds"),
}


@dataclass
class Searched:
    """Data sets with their indexes; and what is left out, each with its reason."""

    indexes: dict[int, list[IndexSource]] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    # Where the rows of the searched files lie: data set → file → store.
    stores: dict[int, dict[str, str]] = field(default_factory=dict)
    left_out: list[dict[str, Any]] = field(default_factory=list)

    @property
    def total_rows(self) -> int:
        return sum(self.rows.values())

    @property
    def whole(self) -> list[int]:
        """Data sets of which nothing was left out: what is not found in them is not
        there."""
        torn = {item.get("dataset") for item in self.left_out}
        return [dataset for dataset in self.indexes if dataset not in torn]

    def leave_out(self, reason: str, **about: Any) -> None:
        self.left_out.append({"reason": reason, **about})


def searchable_datasets(case: Case) -> QuerySet[SeizedDataset]:
    """The case's data sets of which a file is taken in."""
    taken_in = SeizedFile.objects.taken_in().filter(dataset=OuterRef("pk"))
    return case.datasets.filter(Exists(taken_in)).order_by("title_sort", "pk")


def gather(datasets: Iterable[SeizedDataset], *, open_each: bool = False) -> Searched:
    """Needs `files` of the data sets; a data set of which one file is still being
    taken in is left out whole, since its counts are about to change.

    open_each: whether files whose index cannot be opened are left out too. To open all
    of them takes longer than to look a single report up.
    """
    searched = Searched()
    for dataset in datasets:
        files = sorted(
            (file for file in dataset.files.all() if not file.is_archive),
            key=lambda file: file.pk,
        )
        taken_in = [file for file in files if file.state == Job.State.DONE]
        about = {"dataset": dataset.pk, "title": dataset.title}
        if any(file.is_active for file in files):
            searched.leave_out("still_running", **about)
        elif not taken_in:
            reason = "nothing_taken_in" if files else "no_file"
            searched.leave_out(reason, **about)
        else:
            for file in files:
                if file.state != Job.State.DONE:
                    searched.leave_out("file_not_taken_in", **about, file=file.name)
            _add(searched, dataset.pk, taken_in, about, open_each=open_each)
    return searched


def _add(
    searched: Searched,
    dataset: int,
    files: list[SeizedFile],
    about: dict[str, Any],
    *,
    open_each: bool,
) -> None:
    names = {file.pk: file.name for file in files}
    present = []
    faulty = {file.pk for file in files if file.faults}
    for source in index_sources(files):
        if source.id in faulty:
            searched.leave_out("custody_failed", **about, file=names[source.id])
        elif not source.is_whole():
            searched.leave_out("index_missing", **about, file=names[source.id])
        elif open_each and not source.is_legible():
            searched.leave_out("index_damaged", **about, file=names[source.id])
        else:
            present.append(source)
    if present:
        searched.indexes[dataset] = present
        used = {source.id for source in present}
        searched.stores[dataset] = {
            str(file.pk): file.store for file in files if file.pk in used
        }
        searched.rows[dataset] = sum(
            file.rows_stored for file in files if file.pk in used
        )


def distinct_values(searched: Searched) -> dict[str, int]:
    """By kind, how many different values each searched file has, added up."""
    counts: Counter[str] = Counter()
    files = [int(pk) for stores in searched.stores.values() for pk in stores]
    rows = SeizedFile.objects.filter(pk__in=files)
    for identifiers in rows.values_list("identifiers", flat=True):
        counts.update({kind: of["unique"] for kind, of in identifiers.items()})
    return dict(counts)


def describe(item: dict[str, Any]) -> str:
    """One thing left out, as a sentence in the officer's language."""
    parts = [item[name] for name in ("title", "file") if item.get(name)]
    return ": ".join([*parts, str(LEFT_OUT[item["reason"]])])
