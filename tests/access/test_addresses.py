"""No name and no number travels in an address: not from a form, not in a link.

The pages are found from the URLconf and the forms from the pages, so that a new one
cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import parse_qs, unquote

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter

from cases.access import words
from cases.access.models import Officer
from cases.seizures.models import SeizedFile
from tests.access.test_every_page import PAGES
from tests.access.world import World
from tests.people import address_found, make_case, make_officer, signed_in
from tests.summaries.making import MOBILE, VICTIM

NAME: Final = "欧阳某"
NUMBER: Final = "13800138000"
READERS: Final = ("lead", "viewer", "prosecutor after", "auditor", "security_admin")
# What of a form cannot hold words.
NO_TEXT: Final = {
    "hidden", "checkbox", "radio", "submit", "date", "datetime-local", "number",
}  # fmt: skip
LINKS: Final = ("href", "action", "hx-get", "hx-post", "src")


@dataclass
class Form:
    attributes: dict[str, str]
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def is_posted(self) -> bool:
        return self.attributes.get("method", "get").lower() == "post"

    @property
    def is_filter(self) -> bool:
        return "filters" in self.attributes.get("class", "").split()

    @property
    def typed(self) -> list[str]:
        return [name for name, kind in self.fields.items() if kind not in NO_TEXT]


class Read(HTMLParser):
    """The forms of a page, each field with its kind, and every address in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.addresses: list[str] = []
        self._is_open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.addresses += [given[name] for name in LINKS if name in given]
        if tag == "form":
            self.forms.append(Form(given))
            self._is_open = True
        elif self.forms and given.get("name"):
            kinds = {"select": "radio", "button": "submit", "textarea": "text"}
            kind = kinds.get(tag, given.get("type", "text"))
            if self._is_open and tag in {"input", *kinds}:
                self.forms[-1].fields[given["name"]] = kind

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_open = False


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker: Any) -> dict[str, Read]:
    """Every page that somebody gets to see, by "name as role"."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        # A file to be confirmed has a form of its own.
        drafts = SeizedFile.objects.filter(pk=world.objects["files/"].pk)
        pages = dict(_pages(world))
        drafts.update(state="draft")
        pages |= {f"draft {name}": read for name, read in _pages(world, "file_detail")}
        transaction.set_rollback(True)
    return pages


def _pages(world: World, only: str = "") -> Iterator[tuple[str, Read]]:
    for role in READERS:
        if role.endswith("after"):
            world.hand_over()
        for page in PAGES:
            if only not in {"", page.name}:
                continue
            response: Any = world.client(role).get(world.address(page))
            is_page = response.headers.get("Content-Type", "").startswith("text/html")
            if response.status_code == 200 and is_page:
                yield f"{page.name} as {role}", Read(response.content.decode())


def test_no_form_sends_what_is_typed_in_an_address(seen: dict[str, Read]) -> None:
    forms = [(name, form) for name, read in seen.items() for form in read.forms]
    assert len({name.partition(" ")[0] for name, _form in forms}) > 40
    assert sum(form.is_filter and bool(form.typed) for _name, form in forms) > 8
    open_forms = {name for name, form in forms if form.typed and not form.is_posted}
    assert open_forms == set()


def test_no_link_holds_a_name_or_a_number(seen: dict[str, Read]) -> None:
    secrets = {MOBILE, VICTIM, "王某", "13800009999"}
    addresses = {unquote(a) for read in seen.values() for a in read.addresses}
    assert len(addresses) > 100
    assert {a for a in addresses if any(secret in a for secret in secrets)} == set()


def test_every_address_is_of_whole_numbers() -> None:
    kinds = {
        type(converter)
        for page in PAGES
        for converter in page.pattern.converters.values()
    }
    assert kinds == {IntConverter}


def test_every_filter_hides_what_is_typed_and_keeps_it(
    seen: dict[str, Read], db: None
) -> None:
    """Also a number typed where a sum or a year belongs."""
    tried = 0
    for officer, address, form in _filters(seen):
        client = signed_in(officer)
        for name, kind in form.fields.items():
            if name in {"filtered", "csrfmiddlewaretoken", "sort"}:
                continue
            typed = NUMBER if kind == "number" else NAME + NUMBER
            found = address_found(client, address, **{name: typed})
            assert NUMBER not in unquote(found), (address, name)
            assert NAME not in unquote(found), (address, name)
            hidden = parse_qs(found.partition("?")[2]).get(words.PARAMETER)
            assert hidden, (address, name)
            assert words.show(officer, hidden[0]) == {name: typed}
            tried += 1
    assert tried > 30


def _filters(seen: dict[str, Read]) -> Iterator[tuple[Officer, str, Form]]:
    """Each list's form of filters once, with somebody who sees the list."""
    officers = {
        "lead": make_officer("some lead"),
        "auditor": make_officer("some auditor", duty="auditor"),
    }
    make_case(lead=officers["lead"])
    done = set()
    for name, read in seen.items():
        page, _as, role = name.partition(" as ")
        for form in read.forms:
            known = page in done or role not in officers
            if not form.is_filter or known or "/" not in reverse_or_none(page):
                continue
            done.add(page)
            yield officers[role], reverse_or_none(page), form
    assert {"suspect_list", "report_list", "entry_list", "link_list"} <= done


def reverse_or_none(page: str) -> str:
    names = {p.name for p in PAGES if not p.pattern.converters}
    return reverse(f"cases:{page}") if page in names else ""


def test_typed_into_an_address_by_hand_it_finds_nothing(
    as_lead: Client, lead: Officer
) -> None:
    response = as_lead.get(reverse("cases:case_list"), {"q": NAME})
    assert response.context["filter"].form.data.get("q") is None


def test_going_back_and_reloading_find_the_same_again(
    as_lead: Client, lead: Officer
) -> None:
    address = address_found(as_lead, reverse("cases:case_list"), q=NAME, province="32")
    assert "province=32" in address
    for _time in range(2):
        form = as_lead.get(address).context["filter"].form
        assert form.cleaned_data["q"] == NAME


def test_words_hidden_for_one_officer_open_for_no_other(
    lead: Officer, outsider: Officer
) -> None:
    hidden = words.hide(lead, {"q": NAME})
    assert words.show(lead, hidden) == {"q": NAME}
    assert words.show(outsider, hidden) == {}


@pytest.mark.parametrize("damaged", ["", "x", "AAAA", "ä", "%00", "A" * 500])
def test_words_that_were_tampered_with_are_no_words(
    as_lead: Client, lead: Officer, damaged: str
) -> None:
    assert words.show(lead, damaged) == {}
    answer = as_lead.get(reverse("cases:case_list"), {words.PARAMETER: damaged})
    assert answer.status_code == 200


def test_hidden_words_fill_fields_and_nothing_else(
    lead: Officer, as_lead: Client
) -> None:
    hidden = words.hide(lead, {"case": "1", "export": "csv"})
    response = as_lead.get(reverse("cases:case_list"), {words.PARAMETER: hidden})
    assert response["Content-Type"].startswith("text/html")
    assert isinstance(response.context["filter"].form.data, QueryDict)
