"""Addresses that are kept are what `reverse` gives, below any path of the host."""

from __future__ import annotations

import pytest
from django.urls import reverse, set_script_prefix
from django.urls.base import clear_script_prefix

from cases.common.addresses import object_address, page_address


@pytest.mark.parametrize("prefix", ["/", "/casedesk/"])
def test_they_are_what_reverse_gives(prefix: str) -> None:
    set_script_prefix(prefix)
    try:
        assert page_address("link_list") == reverse("cases:link_list")
        for page in ("link_detail", "link_judge"):
            for pk in (1, 987_654_321):
                own = reverse(f"cases:{page}", args=[pk])
                assert object_address(page, pk) == own
                assert own.startswith(prefix)
    finally:
        clear_script_prefix()
