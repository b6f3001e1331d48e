"""A million links at once are judged as each of them alone would be."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cases.engine.identifiers import KINDS
from cases.fraud.methods import Method
from cases.matching.runs.hits import with_agreement
from cases.matching.score import rules
from cases.matching.score.scoring import FACTS, scored
from cases.seizures.models import SeizedDataset
from tests.matching.making import summed

TYPES: dict[str, Any] = {
    **dict.fromkeys(FACTS, pl.String),
    "in_row": pl.Int64,
    "in_dataset": pl.Int64,
    "rows": pl.UInt64,
    "days": pl.Int64,
    "released": pl.Boolean,
}
CATEGORIES = ("sector", "source", "method")

links = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(list(KINDS)),
        "in_row": st.integers(0, 3),
        "in_dataset": st.integers(0, 4),
        "rows": st.sampled_from([1, 2, 3, 4, 99, 100, 101, 102]),
        "released": st.booleans(),
        "days": st.none() | st.integers(-800, 800),
        "sector": st.sampled_from(SeizedDataset.Sector.values),
        "source": st.sampled_from(SeizedDataset.Source.values),
        "method": st.sampled_from(Method.values),
        "name": st.sampled_from(["", "agrees", "differs"]),
    }
)


def judged_alone(link: dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    asked = (rule.decide(*(link[name] for name in rule.reads)) for rule in rules.RULES)
    answers = [answer for answer in asked if answer]
    reasons = [
        {"code": code, "points": rules.points(code), **said} for code, said in answers
    ]
    return summed(answers), reasons


@given(st.lists(links, max_size=30), st.booleans())
def test_links_are_judged_as_each_alone(
    facts: list[dict[str, Any]], categorical: bool
) -> None:
    frame = pl.DataFrame(facts, schema=TYPES)
    if categorical:
        frame = frame.cast(dict.fromkeys(CATEGORIES, pl.Categorical))
    found = scored(frame)
    assert found.drop("score", "reasons").equals(frame)
    judged = [
        (score, json.loads(reasons))
        for score, reasons in found.select("score", "reasons").iter_rows()
    ]
    assert judged == [judged_alone(link) for link in facts]


HIT: dict[str, Any] = {
    "dataset": pl.Int64,
    "report": pl.UInt64,
    "kind": pl.String,
}
hits = st.lists(
    st.fixed_dictionaries(
        {
            "dataset": st.integers(1, 3),
            "report": st.integers(1, 4),
            "kind": st.sampled_from(["mobile", "alipay", "qq"]),
        }
    ),
    max_size=12,
)


def count(found: list[dict[str, Any]], hit: dict[str, Any], *same: str) -> int:
    return sum(
        other["kind"] != "alipay" and all(other[name] == hit[name] for name in same)
        for other in found
    )


@given(hits)
def test_identifiers_of_a_report_are_counted_in_the_data_set(
    found: list[dict[str, Any]],
) -> None:
    counted = with_agreement(pl.DataFrame(found, schema=HIT))
    assert counted["in_dataset"].to_list() == [
        count(found, hit, "dataset", "report") for hit in found
    ]
