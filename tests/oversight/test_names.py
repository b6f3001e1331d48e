"""What is in the trail is named in words, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.oversight.page_names import list_name, page_name
from tests.access.test_every_page import patterns
from tests.people import make_officer, signed_in

MODELS = list(apps.get_app_config("cases").get_models())
PAGES = sorted({page.name or "" for page in patterns()})
WORDS = ("verbose_name", "verbose_name_plural")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_kind_of_object_has_words(model: type[Model]) -> None:
    given = model._meta.original_attrs
    for name in WORDS:
        # Django makes one from the name of the class where none is given.
        assert name in given, name
        english, chinese = in_both(given[name])
        assert english != chinese, "a text that is not translated"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_words(page: str) -> None:
    english, chinese = in_both(page_name(page))
    assert page != english
    assert english != chinese


def test_every_list_that_is_recorded_has_words() -> None:
    source = "".join(
        path.read_text() for path in Path(settings.BASE_DIR, "cases").rglob("*.py")
    )
    lists = set(re.findall(r'\blist="(\w+)"', source))
    assert {"number", "evidence", "reveal_report", "proposal"} <= lists
    for listed in lists:
        english, chinese = in_both(list_name(listed))
        assert english != chinese, listed


def test_a_page_of_the_past_keeps_its_code() -> None:
    assert page_name("page_of_the_past") == "page_of_the_past"
    assert list_name("list_of_the_past") == "list_of_the_past"


def test_the_auditor_reads_words_and_finds_the_code_in_the_entry(
    lead: Officer,
) -> None:
    client = signed_in(make_officer("auditor", duty="auditor"))
    refused = audit.record(
        officer=lead, action=Action.REFUSE, page="officer_deactivate", pk=7
    )
    listed = audit.record(officer=lead, action=Action.SEARCH, list="number")
    assert column(client, lead) == ["List: Search for a number", "Account: deactivate"]
    page = client.get(reverse("cases:entry_detail", args=[refused.pk]))
    assert "<dd>Account: deactivate</dd>" in page.content.decode()
    assert "&quot;page&quot;: &quot;officer_deactivate&quot;" in page.content.decode()
    exported = client.get(reverse("cases:entry_list"), {"export": "csv"})
    assert "Account: deactivate" in exported.content.decode()
    assert listed.detail["list"] == "number"


def column(client: Client, officer: Officer) -> list[str]:
    """What stands under "Concerning" on the officer's timeline."""
    page = client.get(reverse("cases:entry_of_officer", args=[officer.pk]))
    return [str(what) for _entry, what, _case in page.context["rows"]]


def in_both(text: Any) -> tuple[str, str]:
    with translation.override("en"):
        english = str(text)
    with translation.override("zh-hans"):
        return english, str(text)
