"""Drawing a sample of seized lines and looking its numbers up, as police do by hand."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field

import polars as pl
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.permissions import Ability, require
from cases.common.jobs import Job
from cases.common.sealing import token_of
from cases.common.wording import sentence
from cases.engine.errors import EngineError
from cases.engine.identifiers import KINDS
from cases.engine.identifiers.columns import read_with_sibling
from cases.fraud.models import ReportIdentifier
from cases.matching.models import MatchRun
from cases.matching.statistics.complete import complete_figure
from cases.matching.statistics.drawing import draw
from cases.matching.statistics.models import DrawnLine, DrawnSample
from cases.seizures.models import SeizedFile
from cases.seizures.stores import read_row

MOST_LINES = 500
SEEDS = 2**31


def can_be_drawn_from(run: MatchRun) -> bool:
    """A run that has searched whole data sets for all reports and all kinds."""
    done = run.state == Job.State.DONE
    return bool(done and run.is_about_all_reports and not run.kinds and run.searched)


@transaction.atomic
def draw_sample(
    *, officer: Officer, run: MatchRun, kind: str, size: int, seed: int, strata: str
) -> DrawnSample:
    """Draw lines of the run's data sets and hold their numbers of the kind against the
    reports that the run searched.

    Raises ValidationError for a run that cannot be drawn from, a size or seed out of
    bounds, a file that was read anew since or has no index, or a row that cannot be
    read.
    """
    require(officer, run.case, Ability.MATCH)
    _require_drawable(run, kind, size, seed)
    files = _files(run)
    lines = [_read(line, kind) for line in _drawn(files, size, seed, strata)]
    _look_up(run, lines)
    whole = complete_figure(run, files, kind)
    sample = DrawnSample(
        run=run,
        kind=kind,
        strata=strata,
        size=size,
        seed=seed,
        population=sum(file.rows_stored for file in files),
        numbers=sum(len(line.tokens) for line in lines),
        hits=sum(line.hits for line in lines),
        all_numbers=whole.values,
        all_hits=whole.wanted,
        officer=officer,
    )
    sample.full_clean()
    sample.save()
    DrawnLine.objects.bulk_create(
        line.kept(sample, place) for place, line in enumerate(lines, start=1)
    )
    audit.record(
        officer=officer,
        action=Action.RUN,
        obj=sample,
        kind=kind,
        size=size,
        seed=seed,
        strata=strata,
    )
    return sample


def _require_drawable(run: MatchRun, kind: str, size: int, seed: int) -> None:
    if not can_be_drawn_from(run):
        raise ValidationError(
            _(
                "Lines can be drawn only from whole data sets that a run has searched"
                " for all reports and all kinds of identifier."
            )
        )
    if kind not in KINDS:
        raise ValidationError({"kind": _("There is no such kind of identifier.")})
    if not 1 <= size <= MOST_LINES:
        told = _("Draw at least 1 line and at most %d.") % MOST_LINES
        raise ValidationError({"size": told})
    if not 0 <= seed < SEEDS:
        told = _("The seed is a whole number from 0 to %d.") % (SEEDS - 1)
        raise ValidationError({"seed": told})


def _files(run: MatchRun) -> list[SeizedFile]:
    """The files that the run has searched, as it has searched them."""
    searched = {
        int(pk): store for of in run.searched.values() for pk, store in of.items()
    }
    files = list(
        SeizedFile.objects.taken_in()
        .filter(pk__in=searched)
        .select_related("dataset")
        .order_by("dataset", "pk")
    )
    if {file.pk: file.store for file in files} != searched:
        raise ValidationError(
            _("A file was read anew since this run. Start a new one, then draw.")
        )
    return files


@dataclass
class _Line:
    """A drawn line, with the tokens of its numbers and their masks."""

    stratum: str
    file: SeizedFile
    row: int
    tokens: dict[uuid.UUID, str] = field(default_factory=dict)
    hits: int = 0
    reports: set[int] = field(default_factory=set)

    def kept(self, sample: DrawnSample, place: int) -> DrawnLine:
        return DrawnLine(
            sample=sample,
            place=place,
            stratum=self.stratum,
            file=self.file,
            row=self.row,
            masks=list(self.tokens.values()),
            hits=self.hits,
            reports=sorted(self.reports),
        )


def _drawn(files: list[SeizedFile], size: int, seed: int, strata: str) -> list[_Line]:
    of: dict[str, list[SeizedFile]] = defaultdict(list)
    for file in files:
        of[_stratum(file, strata)].append(file)
    lines = {name: sum(f.rows_stored for f in own) for name, own in of.items()}
    return [_place(name, of[name], at) for name, at in draw(lines, size, seed)]


def _stratum(file: SeizedFile, strata: str) -> str:
    if strata == DrawnSample.Strata.DATASET:
        return str(file.dataset_id)
    return file.dataset.sector if strata == DrawnSample.Strata.SECTOR else ""


def _place(stratum: str, files: list[SeizedFile], at: int) -> _Line:
    """The line of that number in the files one after the other."""
    for file in files:
        if at < file.rows_stored:
            return _Line(stratum, file, at)
        at -= file.rows_stored
    raise IndexError(at)


def _read(line: _Line, kind: str) -> _Line:
    """With the valid numbers of the kind on it, in whichever column the intake found
    them: a column of mobiles holds landlines too."""
    try:
        record = read_row(line.file, line.row)
    except EngineError as error:
        raise ValidationError(sentence(error.code, error.where)) from None
    except OSError:
        raise ValidationError(_("A row cannot be read at the moment.")) from None
    for column, role in record.mapping.items():
        if role not in KINDS:
            continue
        cell = pl.Series([record.values[column]], dtype=pl.String)
        readings = read_with_sibling(KINDS[role], KINDS, cell)
        if kind in readings:
            for value in readings[kind]["value"].drop_nulls():
                line.tokens[token_of(kind, value)] = KINDS[kind].mask(value)
    return line


def _look_up(run: MatchRun, lines: list[_Line]) -> None:
    tokens = {token for line in lines for token in line.tokens}
    naming = ReportIdentifier.objects.filter(
        token__in=tokens,
        party=ReportIdentifier.Party.VICTIM,
        report__created_at__lte=run.finished_at,
    )
    reports = defaultdict(set)
    for token, report in naming.values_list("token", "report"):
        reports[token].add(report)
    for line in lines:
        found = [reports[token] for token in line.tokens if token in reports]
        line.hits = len(found)
        line.reports = set().union(*found)
