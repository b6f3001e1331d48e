"""How long a sealed case is kept before it may be retired."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple


class Rule(NamedTuple):
    """Cases that were sealed on `since` or later are kept for so many years."""

    since: date
    years: int


# The oldest first. The law gives no number: personal information is kept no longer
# than its purpose needs (Personal Information Protection Law, arts. 19 and 47, in
# force since 2021-11-01), and how long that is, the archive rules of the force say.
# A new rule is one more line, and leaves what was sealed before under its own.
RULES: Final = (Rule(date.min, 30),)


def kept_until(sealed_on: date, rules: tuple[Rule, ...] = RULES) -> date:
    """The day from which on the case may be retired."""
    years = next(rule.years for rule in reversed(rules) if rule.since <= sealed_on)
    year = sealed_on.year + years
    try:
        return sealed_on.replace(year=year)
    except ValueError:  # sealed on a 29 February
        return date(year, 3, 1)
