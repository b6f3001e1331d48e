"""The names suspects go by, and where an officer meets them again."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.suspects.handles import MAX_KEY, handle_key
from cases.suspects.models import Alias
from tests.people import address_found, make_case, signed_in
from tests.suspects.making import make_suspect


def test_the_same_handle_twice_for_one_suspect_is_refused(
    as_lead: Client, case: Case
) -> None:
    suspect = make_suspect(case, "SS52098")
    address = reverse("cases:alias_create", args=[suspect.pk])
    typed = {"platform": "QQ", "handle": "SS52098"}
    html = as_lead.post(address, typed).content.decode()
    assert "The suspect has this handle already." in html
    assert suspect.aliases.count() == 1
    assert as_lead.post(address, {**typed, "platform": "X"}).status_code == 302


def test_an_alias_cannot_be_seen_last_before_it_was_seen_first(
    as_lead: Client, case: Case
) -> None:
    alias = make_suspect(case, "SS52098").aliases.get()
    typed = {
        "platform": "QQ",
        "handle": "SS52098",
        "first_seen": "2020-09-01",
        "last_seen": "2020-08-01",
        "version": 1,
    }
    address = reverse("cases:alias_update", args=[alias.pk])
    html = as_lead.post(address, typed).content.decode()
    assert "Last seen cannot be before first seen." in html
    response = as_lead.post(address, {**typed, "last_seen": "2021-01-30"})
    assert response["Location"] == alias.suspect.get_absolute_url()
    alias.refresh_from_db()
    assert str(alias.last_seen) == "2021-01-30"


def test_an_alias_cannot_be_renamed_to_another_of_the_suspect(
    as_lead: Client, case: Case
) -> None:
    suspect = make_suspect(case, "one", "two")
    address = reverse("cases:alias_update", args=[suspect.aliases.earliest("pk").pk])
    typed = {"platform": "QQ", "handle": "two", "version": 1}
    html = as_lead.post(address, typed).content.decode()
    assert "The suspect has this handle already." in html


def test_the_same_handle_of_another_visible_suspect_is_a_hint(
    as_lead: Client, case: Case, lead: Officer, outsider: Officer
) -> None:
    suspect = make_suspect(case, "SS52098", name="王某")
    mine = make_suspect(make_case(lead=lead), "ss52098", name="张某")
    theirs = make_suspect(make_case(lead=outsider), "SS52098", name="赵某")
    html = as_lead.get(suspect.get_absolute_url()).content.decode()
    assert "Perhaps the same person" in html
    assert mine.get_absolute_url() in html
    assert "赵某" not in html
    html = signed_in(outsider).get(theirs.get_absolute_url()).content.decode()
    assert "Perhaps the same person" not in html


@pytest.mark.parametrize(
    "typed", ["ss52098", "@SS52098", "+SS52098", "＠ＳＳ５２０９８", " @ SS52098 "]
)
def test_width_case_and_leading_signs_do_not_hide_the_same_handle(
    as_lead: Client, case: Case, lead: Officer, typed: str
) -> None:
    suspect = make_suspect(case, "SS52098", name="王某")
    other = make_suspect(make_case(lead=lead), typed, name="张某")
    html = as_lead.get(suspect.get_absolute_url()).content.decode()
    assert other.get_absolute_url() in html
    place = address_found(as_lead, reverse("cases:suspect_list"), q=typed.strip())
    assert "王某" in as_lead.get(place).content.decode()


def test_handles_that_differ_in_what_they_say_stay_apart() -> None:
    handles = ["SS52098", "SS5209", "水果批发", "水果 批发", "a@b", "ab", "@", "+"]
    assert len({handle_key(handle) for handle in handles}) == len(handles)


def test_a_handle_of_characters_that_unfold_still_fits(case: Case) -> None:
    alias = make_suspect(case, "\ufdfa" * 100).aliases.get()
    assert len(alias.handle_key) == MAX_KEY


def test_a_corrected_handle_is_compared_as_corrected(case: Case) -> None:
    suspect = make_suspect(case, "typo")
    other = make_suspect(case, "SS52098")
    alias = suspect.aliases.get()
    alias.handle = "@ss52098"
    alias.save_changed()
    assert Alias.objects.shared_with(other).get() == alias
