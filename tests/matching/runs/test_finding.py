"""The links that a join found, with what the rules say of them."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.engine.identifiers import KINDS
from cases.engine.sealing import unseal
from cases.fraud.methods import Method
from cases.fraud.models import FraudReport
from cases.matching.runs import facts
from cases.matching.runs.finding import with_scores
from cases.matching.runs.hits import distinct_by_kind
from cases.matching.runs.together import TOGETHER_SCHEMA
from cases.matching.score import rules
from cases.seizures.models import SeizedDataset
from tests.matching.making import (
    make_dataset,
    make_report,
    match_now,
    mobile,
    summed,
)

FOUND: dict[str, Any] = {
    "report": pl.UInt64,
    "kind": pl.UInt8,
    "hi": pl.UInt64,
    "lo": pl.UInt64,
    "rows": pl.UInt64,
    "first_file": pl.Int64,
    "first_row": pl.UInt64,
    "dataset": pl.Int64,
    "released": pl.Boolean,
    **TOGETHER_SCHEMA,
}
SCORED = FOUND | {
    "kind": pl.String,
    "score": pl.Int16,
    "reasons": pl.Categorical(),
}
KEYS = {kind.code: kind.key for kind in KINDS.values()}
FIRST_DAY = date(2023, 1, 1)
LINKS = 300


def made(case: Case, luck: random.Random) -> tuple[list[SeizedDataset], list[int]]:
    days = [None, *(FIRST_DAY + timedelta(luck.randrange(1_000)) for _ in range(9))]
    datasets = [
        make_dataset(case, sector=sector, source=source, obtained_on=day)
        for sector, source, day in [
            ("loan", "insider", FIRST_DAY),
            ("other", "loan_platform", FIRST_DAY + timedelta(300)),
            ("express", "unknown", None),
        ]
    ]
    reports = [
        make_report(reported_on=luck.choice(days), method=luck.choice(Method.values))
        for _ in range(40)
    ]
    return datasets, [report.pk for report in reports]


def found_by_chance(
    luck: random.Random, datasets: list[SeizedDataset], reports: list[int]
) -> pl.DataFrame:
    links = [
        {
            "report": luck.choice(reports),
            "kind": luck.choice(list(KEYS)),
            "hi": luck.getrandbits(64),
            "lo": luck.getrandbits(10),
            "rows": luck.choice([1, 2, 3, 4, 100, 101]),
            "first_file": luck.randrange(2),
            "first_row": luck.randrange(3),
            "dataset": luck.choice(datasets).pk,
            "released": luck.random() < 0.3,
            "in_row": luck.randrange(4),
            "shared_file": None,
            "shared_row": None,
        }
        for _ in range(LINKS)
    ]
    return pl.DataFrame(links, schema=FOUND)


def judged_alone(link: dict[str, Any], links: list[dict[str, Any]]) -> dict[str, Any]:
    dataset = SeizedDataset.objects.get(pk=link["dataset"])
    report = FraudReport.objects.get(pk=link["report"])
    same = [
        other
        for other in links
        if (other["dataset"], other["report"]) == (dataset.pk, report.pk)
        and KEYS[other["kind"]] != "alipay"
    ]
    days = None
    if dataset.obtained_on and report.reported_on:
        days = (report.reported_on - dataset.obtained_on).days
    answers = [
        rules.by_kind(KEYS[link["kind"]]),
        rules.by_agreement(link["in_row"], len(same)),
        rules.by_rows(link["rows"]),
        rules.by_release(link["released"]),
        rules.by_time(days),
        rules.by_age(KEYS[link["kind"]], days),
        rules.by_content(dataset.sector, dataset.source, report.method),
    ]
    given = [answer for answer in answers if answer]
    return link | {
        "kind": KEYS[link["kind"]],
        "score": summed(given),
        "reasons": [
            {"code": code, "points": rules.points(code)} | said for code, said in given
        ],
    }


@pytest.mark.parametrize("near", [0, facts._NEAR])
def test_many_links_are_scored_as_each_alone(
    lead: Officer, case: Case, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "_NEAR", near)
    luck = random.Random(9)
    found = found_by_chance(luck, *made(case, luck))
    links = found.to_dicts()
    scored = with_scores(found)
    assert dict(scored.schema) == SCORED
    told = [
        link | {"reasons": json.loads(link["reasons"])} for link in scored.to_dicts()
    ]

    def place(link: dict[str, Any]) -> tuple[int, int]:
        return link["hi"], link["lo"]

    expected = [judged_alone(link, links) for link in links]
    assert sorted(told, key=place) == sorted(expected, key=place)


def test_tokens_are_counted_once_by_kind_even_if_half_of_them_is_the_same() -> None:
    rows = [(1, 5, 1), (1, 5, 1), (1, 5, 2), (2, 5, 1), (1, 6, 1), (2, 7, 7)]
    tokens = pl.DataFrame(rows, schema=["kind", "hi", "lo"], orient="row")
    assert distinct_by_kind(tokens) == {1: 3, 2: 2}
    assert distinct_by_kind(tokens.clear()) == {}


def test_nothing_found_is_nothing_scored(db: None) -> None:
    scored = with_scores(pl.DataFrame(schema=FOUND))
    assert scored.is_empty()
    assert dict(scored.schema) == SCORED


@pytest.mark.parametrize("near", [0, facts._NEAR])
def test_only_the_names_of_linked_reports_are_opened(
    lead: Officer, case: Case, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "_NEAR", near)
    opened: list[str] = []

    def watched(sealed: bytes, *rest: Any) -> str:
        opened.append(unseal(sealed, *rest))
        return opened[-1]

    monkeypatch.setattr("cases.matching.score.names.unseal", watched)
    make_dataset(case, f"Ann Example,{mobile(1)}", f"Ben Example,{mobile(3)}")
    for number, name in enumerate(("Ann Example", "Eve Other", "Ben Example"), 1):
        make_report(mobile(number), victim_name=name)
    make_report(mobile(1), victim_name="")
    match_now(lead, case)
    assert sorted(opened) == ["Ann Example", "Ben Example"]
