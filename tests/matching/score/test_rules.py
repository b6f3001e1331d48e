"""What makes a link weigh more or less, decided from its facts alone."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from cases.engine.identifiers import KINDS
from cases.matching.score import rules
from cases.matching.score.names import compare
from cases.matching.score.scoring import scored

PLAIN: dict[str, Any] = {
    "kind": "mobile",
    "in_row": 1,
    "in_dataset": 1,
    "rows": 10,
    "released": False,
    "days": None,
    "sector": "other",
    "source": "unknown",
    "method": "F15",
    "name": "",
}


def judged(*changes: dict[str, Any]) -> pl.DataFrame:
    types = {"days": pl.Int64}
    return scored(pl.DataFrame([PLAIN | c for c in changes], schema_overrides=types))


def score_of(**changes: Any) -> int:
    return int(judged(changes)["score"].item())


def test_every_kind_of_identifier_has_its_outcome() -> None:
    assert rules.OUTCOME_OF_KIND.keys() == KINDS.keys()


def test_an_identifier_for_life_weighs_more_than_a_number_that_changes_hands() -> None:
    assert score_of(kind="resident_id") > score_of(kind="mobile")
    assert score_of(kind="mobile") > score_of(kind="landline")


def test_two_identifiers_in_one_row_weigh_more_than_in_two_rows() -> None:
    alone = score_of()
    assert score_of(in_row=2, in_dataset=2) > score_of(in_dataset=2) > alone


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (None, None),
        (-1, "obtained_after"),
        (0, "obtained_same_day"),
        (1, "obtained_shortly_before"),
        (730, "obtained_shortly_before"),
        (731, "obtained_before"),
    ],
)
def test_data_obtained_before_the_fraud_speak_for_the_link(
    days: int | None, code: str | None
) -> None:
    given = rules.by_time(days)
    assert (given and given[0]) == code


@pytest.mark.parametrize(
    ("kind", "days", "is_doubted"),
    [
        ("mobile", 731, True),
        ("landline", 731, True),
        ("mobile", 730, False),
        ("mobile", None, False),
        ("mobile", -800, False),
        ("resident_id", 731, False),
        ("qq", 731, False),
    ],
)
def test_a_number_in_old_data_may_be_somebody_elses_by_now(
    kind: str, days: int | None, is_doubted: bool
) -> None:
    assert bool(rules.by_age(kind, days)) is is_doubted


def test_a_value_that_was_held_back_weighs_less() -> None:
    assert score_of(released=True) < score_of()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (1, "one_row"),
        (3, "few_rows"),
        (4, None),
        (100, None),
        (101, "many_rows"),
    ],
)
def test_a_value_in_many_rows_weighs_less(rows: int, code: str | None) -> None:
    given = rules.by_rows(rows)
    assert (given and given[0]) == code


def test_loan_data_fit_the_fake_loan_and_not_the_romance() -> None:
    assert rules.by_content("loan", "unknown", "F05")
    assert rules.by_content("other", "loan_platform", "F05")
    assert rules.by_content("loan", "loan_platform", "F09") is None


def test_the_score_stays_between_nothing_and_a_hundred() -> None:
    best = score_of(
        kind="resident_id", in_row=3, rows=1, days=30, sector="loan", method="F05",
        name="agrees",
    )  # fmt: skip
    worst = score_of(kind="landline", rows=900, days=-400, name="differs")
    assert (best, worst) == (100, 0)


def test_every_score_is_the_sum_of_the_lines_it_carries() -> None:
    found = judged({"rows": 1}, {"days": 30}, {"name": "differs", "days": -5})
    for score, reasons in found.select("score", "reasons").iter_rows():
        lines = rules.explain(json.loads(reasons))
        assert score == max(0, sum(line.points for line in lines))
        assert all(line.sentence and "{" not in line.sentence for line in lines)


def test_a_kind_of_data_with_brackets_of_its_own_stands_in_no_others() -> None:
    found = judged({"sector": "express", "method": "F04"})
    lines = rules.explain(json.loads(found["reasons"].item()))
    (line,) = (line for line in lines if "Express delivery (快递料)" in line.sentence)
    assert "(Express" not in line.sentence


def test_the_same_facts_are_decided_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def by_kind(kind: str) -> rules.Given:
        asked.append(kind)
        return "portable_identifier", {"kind": kind}

    rule = rules.Rule("", ("kind",), ("portable_identifier",), by_kind)
    monkeypatch.setattr("cases.matching.score.scoring.RULES", (rule,))
    assert judged(*[{}] * 500)["score"].to_list() == [25] * 500
    assert asked == ["mobile"]


@pytest.mark.parametrize(
    ("victim", "seized", "outcome"),
    [
        ("王某甲", "王某甲", "agrees"),
        ("Ann Example", "ＡＮＮ ＥＸＡＭＰＬＥ", "agrees"),
        ("Ann Example", "Ben Sample", "differs"),
        ("王某", "王某甲", ""),
        ("王**", "王**", ""),
        ("王＊＊", "王某甲", ""),
        ("", "王某甲", ""),
    ],
)
def test_names_are_compared_as_they_are_meant(
    victim: str, seized: str, outcome: str
) -> None:
    assert compare(victim, seized) == outcome


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (2, "The holder had the data 2 days before the fraud was reported."),
        (1, "The holder had the data one day before the fraud was reported."),
        (-1, "The holder got the data one day after the fraud was reported."),
        (-2, "The holder got the data 2 days after the fraud was reported."),
    ],
)
def test_a_single_day_is_said_as_one(days: int, sentence: str) -> None:
    reasons = json.loads(judged({"days": days})["reasons"].item())
    assert sentence in [line.sentence for line in rules.explain(reasons)]
