"""Every page says who looks at it, and when."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case


@pytest.mark.parametrize("name", ["case_list", "suspect_list", "report_list", "home"])
def test_a_page_carries_the_officers_name_and_badge(
    name: str, as_lead: Client, lead: Officer
) -> None:
    page = as_lead.get(reverse(f"cases:{name}")).content.decode()
    mark = page.partition('<svg class="watermark"')[2].partition("</svg>")[0]
    assert f"{lead.name} {lead.badge}" in mark
    assert "style=" not in mark


def test_a_name_cannot_break_out_of_it(as_lead: Client, lead: Officer) -> None:
    Officer.objects.update(name="</text><script>")
    page = as_lead.get(reverse("cases:home")).content.decode()
    assert "</text><script>" not in page


def test_an_object_page_carries_it_too(as_lead: Client, case: Case) -> None:
    page = as_lead.get(case.get_absolute_url()).content.decode()
    assert 'class="watermark"' in page


def test_nobody_is_named_before_the_sign_in(client: Client, db: None) -> None:
    page = client.get(reverse("cases:sign_in")).content.decode()
    assert "watermark" not in page
