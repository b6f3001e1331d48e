"""Cross-match runs, the links they found, and what officers made of them."""

from cases.matching.models.brakes import (
    BrakedValue,
    BrakedValueQuerySet,
    BrakeWord,
    BrakeWordQuerySet,
)
from cases.matching.models.links import (
    SAYABLE,
    Explanation,
    FraudLink,
    FraudLinkQuerySet,
    Judgement,
    LinkJudgement,
)
from cases.matching.models.runs import Arrival, MatchRun, MatchRunQuerySet, NewsSeen

__all__ = [
    "SAYABLE",
    "Arrival",
    "BrakeWord",
    "BrakeWordQuerySet",
    "BrakedValue",
    "BrakedValueQuerySet",
    "Explanation",
    "FraudLink",
    "FraudLinkQuerySet",
    "Judgement",
    "LinkJudgement",
    "MatchRun",
    "MatchRunQuerySet",
    "NewsSeen",
]
