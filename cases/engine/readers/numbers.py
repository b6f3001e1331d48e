"""Numbers that a format marks as numbers, written out in full."""

from __future__ import annotations

from decimal import Decimal

_MOST_DIGITS = 40


def exact_number(text: str) -> str:
    """A number in full where it is an integer: 1.38e10 is 13800000000.

    A number says what it is worth, whereas the text "1.38E+10" is what a
    spreadsheet left of another one.
    """
    if text.isdigit():
        return text
    number = Decimal(text)
    if not -_MOST_DIGITS < number.adjusted() < _MOST_DIGITS:
        return text
    whole = number.to_integral_value()
    return format(whole, "f") if whole == number else text
