"""Addresses that one page links to many times. They equal what `reverse` gives, which
goes through all names of the URLconf each time."""

from __future__ import annotations

from functools import cache
from typing import Final

from django.urls import get_script_prefix, reverse

_ANY: Final = 4_294_967_311


def page_address(page: str) -> str:
    """The address of a page without a number in it."""
    return _fixed(page, get_script_prefix())


def object_address(page: str, pk: int) -> str:
    """The address of a page with one number in it, and no other number of ten
    digits."""
    before, after = _around(page, get_script_prefix())
    return f"{before}{pk:d}{after}"


# A server below a path of its host has that path in each request.
@cache
def _fixed(page: str, _prefix: str) -> str:
    return reverse(f"cases:{page}")


@cache
def _around(page: str, _prefix: str) -> tuple[str, str]:
    before, after = reverse(f"cases:{page}", args=[_ANY]).split(str(_ANY))
    return before, after
