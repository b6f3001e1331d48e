"""The rules applied to all links of a run at once."""

from __future__ import annotations

import json
from typing import Final

import polars as pl

from cases.matching.score.rules import HIGHEST, RULES, Given, Rule, points

FACTS: Final = tuple(dict.fromkeys(name for rule in RULES for name in rule.reads))


def scored(facts: pl.DataFrame) -> pl.DataFrame:
    """Adds `score` and `reasons` (JSON text) to links that carry FACTS.

    Every rule is asked once for each distinct set of the facts it reads, so the
    cost hardly grows with the links.
    """
    added = [f"{what}{number}" for what in "pr" for number in range(len(RULES))]
    for number, rule in enumerate(RULES):
        facts = facts.join(
            _answers(rule, facts, number),
            on=rule.reads,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
    gained, said = added[: len(RULES)], added[len(RULES) :]
    lines = pl.concat_str(said, separator=",", ignore_nulls=True)
    return facts.with_columns(
        score=pl.sum_horizontal(gained).clip(0, HIGHEST).cast(pl.Int16),
        reasons=pl.format("[{}]", lines),
    ).drop(added)


def _answers(rule: Rule, facts: pl.DataFrame, number: int) -> pl.DataFrame:
    distinct = facts.select(rule.reads).unique()
    answers = [rule.decide(*values) for values in distinct.iter_rows()]
    gained = [points(answer[0]) if answer else 0 for answer in answers]
    said = [_line(answer) if answer else None for answer in answers]
    return distinct.with_columns(
        pl.Series(f"p{number}", gained, pl.Int32),
        pl.Series(f"r{number}", said, pl.String),
    )


def _line(answer: Given) -> str:
    code, parameters = answer
    return json.dumps({"code": code, "points": points(code), **parameters})
