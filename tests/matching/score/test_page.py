"""The rules as officers read them."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from cases.matching.score.rules import OUTCOMES


def test_the_page_of_the_score_lists_every_rule(as_lead: Client) -> None:
    page = as_lead.get(reverse("cases:link_score")).content.decode()
    assert page.count("<tr>") == len(OUTCOMES) + 1
    assert "{" not in page.split("<tbody>", 1)[1].split("</table>")[0]
