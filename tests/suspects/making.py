"""Suspects for tests, and numbers that are evidently made up."""

from __future__ import annotations

import random
from typing import Any

from cases.casefiles.models import Case
from cases.common.sealing import read_identifier
from cases.engine.identifiers import Status
from cases.suspects.models import Alias, Suspect

_DIGITS = "0123456789X"


def make_suspect(case: Case, *handles: str, **fields: Any) -> Suspect:
    number = case.suspects.count() + 1
    suspect = Suspect.objects.create(case=case, number=number, **fields)
    for handle in handles:
        Alias.objects.create(suspect=suspect, platform="QQ", handle=handle)
    return suspect


def fictitious_id(seed: int) -> str:
    """A well-formed ID of province code 99, which no citizen of China has."""
    rng = random.Random(seed)
    body = f"990000{rng.randrange(1950, 2000)}0101{rng.randrange(1000):03}"
    return next(body + d for d in _DIGITS if _is_valid(body + d))


def wrong_id(seed: int) -> str:
    """The same with a wrong check digit."""
    right = fictitious_id(seed)
    return next(right[:-1] + d for d in _DIGITS[:-1] if not _is_valid(right[:-1] + d))


def _is_valid(text: str) -> bool:
    return read_identifier("resident_id", text).status is Status.VALID
