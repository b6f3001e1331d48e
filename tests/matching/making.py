"""Seized data that really was taken in, and fraud reports, for the tests.

Numbers are `1380000` and four digits: evidently nobody's.
"""

from __future__ import annotations

import hashlib
import io
import itertools
from collections.abc import Iterable
from typing import Any

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.jobs import Job
from cases.common.sealing import keys, read_identifier
from cases.engine.detection import guess_columns
from cases.engine.intake import SheetPlan, take_in
from cases.engine.readers import Layout, sniff
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.matching import services
from cases.matching.models import FraudLink, MatchRun
from cases.matching.score import rules
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.stores import index_sources, store_folder

_numbers = itertools.count(1)


def mobile(number: int) -> str:
    return f"1380000{number:04}"


def make_file(dataset: SeizedDataset, **fields: Any) -> SeizedFile:
    number = next(_numbers)
    fields.setdefault("name", f"file-{number}.csv")
    fields.setdefault("sha256", hashlib.sha256(str(number).encode()).hexdigest())
    return SeizedFile.objects.create(
        dataset=dataset, size=1, original=f"original-{number}", **fields
    )


def make_dataset(case: Case, *rows: str, **fields: Any) -> SeizedDataset:
    """With a file of these CSV rows (name, number) taken in, if any are given."""
    fields.setdefault("title", f"Data set {next(_numbers)}")
    dataset = SeizedDataset.objects.create(case=case, **fields)
    if rows:
        take_in_rows(dataset, *rows)
    return dataset


def damage_index(file: SeizedFile) -> None:
    """As a failing disk leaves files: there, and empty."""
    (source,) = index_sources([file])
    for path in source.folder.iterdir():
        path.write_bytes(b"")


def mapping_of(layout: Layout) -> dict[int, str]:
    guesses = [guess.kind_or_role for guess in guess_columns(layout)]
    return {place: guess for place, guess in enumerate(guesses) if guess}


def take_in_rows(
    dataset: SeizedDataset, *rows: str, header: str = "姓名,手机号"
) -> None:
    content = "\n".join([header, *rows, ""]).encode()
    file = make_file(dataset)
    store = store_folder(file)
    store.parent.mkdir(parents=True, exist_ok=True)
    plans = [
        SheetPlan(layout, mapping_of(layout))
        for layout in sniff(lambda: io.BytesIO(content), file.name)
    ]
    result = take_in(lambda: io.BytesIO(content), plans, store, keys())
    file.rows_read, file.rows_stored = result.rows_read, result.rows_stored
    file.state = Job.State.DONE
    file.save()


def make_report(*values: str, kind: str = "mobile", **fields: Any) -> FraudReport:
    """A report whose victim has these numbers."""
    fields.setdefault("number", f"R-{next(_numbers):06}")
    report = FraudReport.objects.create(**fields)
    for value in values:
        add_identifier(report, kind, value)
    return report


def add_identifier(
    report: FraudReport, kind: str, value: str, party: str = "victim"
) -> None:
    canonical = read_identifier(kind, value).value
    assert canonical is not None
    identifier = ReportIdentifier(report=report, party=party)
    identifier.set_value(kind, canonical).save()


def match_now(
    officer: Officer, case: Case, *datasets: SeizedDataset, **narrowed: Any
) -> MatchRun:
    chosen = datasets or tuple(case.datasets.all())
    return services.run_now(officer=officer, case=case, datasets=chosen, **narrowed)


def found(case: Case) -> list[tuple[Any, ...]]:
    """What the case's links say, without what depends on the run."""
    links = FraudLink.objects.filter(case=case).order_by(
        "report__number", "token", "dataset"
    )
    return list(
        links.values_list(
            "dataset",
            "report__number",
            "kind",
            "rows",
            "first_row",
            "shared_file",
            "shared_row",
            "score",
            "explanation__reasons",
        )
    )


def summed(answers: Iterable[rules.Given]) -> int:
    """The score that these answers of the rules give a link."""
    total = sum(rules.points(code) for code, _parameters in answers)
    return max(0, min(rules.HIGHEST, total))
