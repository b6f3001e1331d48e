"""The rules applied to all links of a run at once."""

from __future__ import annotations

import json
from typing import Final, NamedTuple

import polars as pl

from cases.matching.score.rules import HIGHEST, RULES, Given, Rule, points

FACTS: Final = tuple(dict.fromkeys(name for rule in RULES for name in rule.reads))


def scored(facts: pl.DataFrame) -> pl.DataFrame:
    """Adds `score` and `reasons` (JSON text, as a category) to links that carry FACTS.

    Every rule is asked once for each distinct set of the facts it reads, and what the
    rules say together is written once, so the cost hardly grows with the links.
    """
    told = {f"rule{number}": _told(rule, facts) for number, rule in enumerate(RULES)}
    said = pl.DataFrame({name: each.places for name, each in told.items()})
    verdicts = _verdicts(said.unique(), told)
    judged = said.join(verdicts, on=said.columns, how="left", maintain_order="left")
    return facts.hstack(judged.select("score", "reasons"))


class _Told(NamedTuple):
    """A rule's different answers: for each link the place of its own, and at each
    place the points and the line."""

    places: pl.Series
    points: pl.Series
    lines: pl.Series


def _told(rule: Rule, facts: pl.DataFrame) -> _Told:
    distinct = facts.select(rule.reads).unique()
    answers = [rule.decide(*values) for values in distinct.iter_rows()]
    lines = [_line(answer) if answer else None for answer in answers]
    gained = {
        line: points(answer[0]) if answer else 0
        for line, answer in zip(lines, answers, strict=True)
    }
    place = {line: number for number, line in enumerate(gained)}
    given = distinct.with_columns(
        pl.Series("place", [place[line] for line in lines], pl.UInt32)
    )
    placed = facts.select(rule.reads).join(
        given, on=rule.reads, how="left", nulls_equal=True, maintain_order="left"
    )
    return _Told(
        placed["place"],
        pl.Series(list(gained.values()), dtype=pl.Int32),
        pl.Series(list(gained), dtype=pl.String),
    )


def _line(answer: Given) -> str:
    code, parameters = answer
    return json.dumps({"code": code, "points": points(code), **parameters})


def _verdicts(distinct: pl.DataFrame, told: dict[str, _Told]) -> pl.DataFrame:
    """The score and the reasons of each combination of the rules' answers."""
    gained = pl.DataFrame(
        {name: each.points.gather(distinct[name]) for name, each in told.items()}
    )
    lines = pl.DataFrame(
        {name: each.lines.gather(distinct[name]) for name, each in told.items()}
    )
    joined = pl.concat_str(pl.all(), separator=",", ignore_nulls=True)
    return distinct.with_columns(
        gained.sum_horizontal().clip(0, HIGHEST).cast(pl.Int16).alias("score"),
        # As a category: of a million links there are some thousands.
        lines.select(
            reasons=pl.format("[{}]", joined).cast(pl.Categorical)
        ).to_series(),
    )
