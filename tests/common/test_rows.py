"""Rows are drawn as django-tables2 would draw them, only quicker."""

from __future__ import annotations

import re
from typing import Final

import pytest
from django.template import engines
from django.urls import reverse

from cases.access.models import Officer
from cases.matching.models import FraudLink, Judgement
from tests.access.test_every_page import PAGES
from tests.access.world import ROLES, World

LISTS: Final = [
    page.name
    for page in PAGES
    if str(page.name).endswith("_list") and not page.pattern.converters
]
# The library counts its rows on whenever they are gone through.
_PARITY: Final = re.compile(r'class="(even|odd)"')
_AS_THE_LIBRARY: Final = (
    "{% for row in table.paginated_rows %}{% if not forloop.first %}\n{% endif %}"
    "<tr {{ row.attrs.as_html }}>{% for column, cell in row.items %}"
    "<td {{ column.attrs.td.as_html }}>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"
)


@pytest.fixture
def world(db: None) -> World:
    world = World()
    # One that its proposer cannot confirm as well.
    FraudLink.objects.exclude(judgement=Judgement.CONFIRMED).update(
        judgement=Judgement.PROPOSED, proposed_by=world.lead
    )
    return world


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_list_shows_what_the_library_would(world: World, language: str) -> None:
    Officer.objects.update(language=language)
    library = engines["django"].from_string(_AS_THE_LIBRARY)
    with_rows = set()
    for name in LISTS:
        for role in ROLES:
            answer = world.client(role).get(reverse(f"cases:{name}"))
            if answer.status_code != 200 or "table" not in answer.context:
                continue
            table = answer.context["table"]
            ours, own, page = (
                _PARITY.sub("", html)
                for html in (
                    table.body(),
                    library.render({"table": table}),
                    answer.content.decode(),
                )
            )
            assert ours == own, (name, role)
            assert ours in page
            if ours:
                with_rows.add(name)
    assert {"link_list", "suspect_list", "report_list", "case_list"} <= with_rows
    assert len(with_rows) > len(LISTS) / 2
