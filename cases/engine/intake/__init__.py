"""Takes a file in: every row stored or rejected, every identifier indexed."""

from cases.engine.intake.plan import Progress, ReadSheet, SheetPlan
from cases.engine.intake.result import IntakeResult, InvalidPlace, KindCounts
from cases.engine.intake.run import discard_other, take_in

__all__ = [
    "IntakeResult",
    "InvalidPlace",
    "KindCounts",
    "Progress",
    "ReadSheet",
    "SheetPlan",
    "discard_other",
    "take_in",
]
