"""Seeing one record in the clear: with a reason, for a minute, within the quota."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case, Role
from cases.fraud.models import FraudReport
from cases.matching.models import FraudLink
from cases.reveals.models import Reveal
from cases.seizures.stores import store_folder
from cases.suspects.models import Identifier, Suspect
from tests.matching.making import make_dataset, make_report, match_now, mobile
from tests.people import join, make_officer, signed_in
from tests.suspects.making import make_suspect

WHY = {"reason": "judge", "words": "Compare with the statement of 3 March"}
HTMX = {"HX-Request": "true"}
NUMBER, NAME = mobile(4_711), "王某甲"


@pytest.fixture
def link(lead: Officer, case: Case) -> FraudLink:
    make_dataset(case, f"{NAME},{NUMBER}")
    make_report(NUMBER, victim_name=NAME, narrative=f"打来电话 {NUMBER}")
    match_now(lead, case)
    return FraudLink.objects.get()


@pytest.fixture
def identifier(case: Case) -> Identifier:
    held = Identifier(suspect=make_suspect(case, "老猫"))
    held.set_value("mobile", NUMBER).save()
    return held


def address(obj: object) -> str:
    if isinstance(obj, FraudLink):
        return reverse("cases:link_reveal", args=[obj.pk])
    if isinstance(obj, Identifier):
        return reverse("cases:identifier_reveal", args=[obj.pk])
    return reverse("cases:report_reveal", args=[getattr(obj, "pk", 0)])


@pytest.fixture(params=["link", "report", "identifier"])
def record(request: pytest.FixtureRequest, link: FraudLink) -> object:
    if request.param == "identifier":
        return request.getfixturevalue("identifier")
    return link if request.param == "link" else link.report


def page_of(record: object) -> str:
    if isinstance(record, FraudLink):
        return reverse("cases:link_detail", args=[record.pk])
    owner = record.suspect if isinstance(record, Identifier) else record
    assert isinstance(owner, Suspect | FraudReport)
    return owner.get_absolute_url()


def test_a_record_is_masked_until_it_is_revealed_with_a_reason(
    record: object, as_lead: Client, lead: Officer
) -> None:
    page = as_lead.get(page_of(record)).content.decode()
    assert address(record) in page
    assert NUMBER not in page
    shown = as_lead.post(address(record), WHY, headers=HTMX)
    assert NUMBER in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert NUMBER not in as_lead.get(page_of(record)).content.decode()
    reveal = Reveal.objects.get()
    assert (reveal.officer, reveal.reason, reveal.words) == (lead, *WHY.values())
    entry = Entry.objects.get(action=Action.REVEAL)
    assert (entry.actor, entry.object_id) == (lead, reveal.object_id)
    assert WHY["words"] in entry.reason
    assert NUMBER not in f"{reveal.record} {entry.detail} {entry.reason}"


def test_the_part_in_the_clear_asks_for_its_mask_after_a_minute(
    record: object, as_lead: Client
) -> None:
    shown = as_lead.post(address(record), WHY, headers=HTMX).content.decode()
    assert 'hx-trigger="load delay:60s"' in shown
    again = re.search(r'hx-get="([^"]+)"', shown)
    assert again
    masked = as_lead.get(again[1], headers=HTMX).content.decode()
    assert NUMBER not in masked
    assert NAME not in masked
    assert Reveal.objects.count() == 1


def test_without_scripts_the_browser_leaves_the_page_by_itself(
    record: object, as_lead: Client
) -> None:
    shown = as_lead.post(address(record), WHY)
    assert NUMBER in shown.content.decode()
    assert shown["Refresh"] == f"60; url={page_of(record)}"
    assert as_lead.get(address(record))["Location"] == page_of(record)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"reason": "judge"},
        {"reason": "judge", "words": "  "},
        {"words": "For the case"},
        {"reason": "curiosity", "words": "For the case"},
    ],
    ids=str,
)
def test_without_reason_and_words_nothing_is_shown(
    typed: dict[str, str], record: object, as_lead: Client
) -> None:
    page = as_lead.post(address(record), typed, headers=HTMX).content.decode()
    assert "nothing was shown" in page
    assert NUMBER not in page
    assert not Reveal.objects.exists()


def test_whatever_the_clock_says_a_record_is_masked_unless_it_is_asked_for(
    record: object, lead: Officer
) -> None:
    """What was in the clear is nowhere kept, so no clock can bring it back."""
    now = timezone.now()
    shown = signed_in(lead).post(address(record), WHY, headers=HTMX)
    assert NUMBER in shown.content.decode()
    for jump in (timedelta(0), timedelta(seconds=-59), timedelta(days=-1)):
        with time_machine.travel(now + jump, tick=False):
            for again, headers in ((address(record), HTMX), (page_of(record), {})):
                answer = signed_in(lead).get(again, headers=headers)
                assert answer.status_code == 200
                assert NUMBER not in answer.content.decode()


def test_a_quota_that_is_used_up_comes_back_with_no_jump_to_and_fro(
    link: FraudLink, lead: Officer, settings: Settings
) -> None:
    settings.CASEDESK_REVEALS_A_DAY = 1
    now = timezone.now()
    days = [(0, True), (1, True), (0, False), (1, False), (-1, True), (0, False)]
    for day, shown in days:
        with time_machine.travel(now + timedelta(days=day), tick=False):
            # Anew: a session ends with the jump.
            answer = signed_in(lead).post(address(link), WHY, headers=HTMX)
            assert (NUMBER in answer.content.decode()) is shown, day


def test_over_the_quota_a_sentence_comes_and_the_refusal_is_recorded(
    record: object,
    as_lead: Client,
    lead: Officer,
    settings: Settings,
) -> None:
    settings.CASEDESK_REVEALS_A_DAY = 2
    yesterday = timezone.now() - timedelta(days=1)
    for at in (yesterday, timezone.now()):
        Reveal.objects.create(officer=lead, object_type="x", object_id=1, at=at)
    assert NUMBER in as_lead.post(address(record), WHY, headers=HTMX).content.decode()
    refused = as_lead.post(address(record), WHY, headers=HTMX).content.decode()
    assert "Your quota of 2 reveals a day is used up" in refused
    assert NUMBER not in refused
    assert Reveal.objects.count() == 3
    entries = Entry.objects.filter(action=Action.REVEAL, actor=lead)
    assert [e.detail.get("refused") for e in entries] == ["quota_used_up", None]


def test_what_is_out_of_scope_is_not_found(
    record: object, outsider: Officer, prosecutor: Officer
) -> None:
    # Every police officer may read reports.
    others = [prosecutor, make_officer("audit", duty="auditor")]
    if not address(record).startswith("/reports/"):
        others.append(outsider)
    for officer in others:
        assert signed_in(officer).post(address(record), WHY).status_code == 404
    assert not Reveal.objects.exists()


def test_a_viewer_and_the_unit_see_the_mask_alone(
    link: FraudLink, viewer: Officer
) -> None:
    of_the_unit = make_officer("neighbour")
    for officer in (viewer, of_the_unit):
        client = signed_in(officer)
        assert address(link) not in client.get(page_of(link)).content.decode()
        assert client.post(address(link), WHY).status_code == 403


def test_an_analyst_may_reveal(link: FraudLink, case: Case) -> None:
    analyst = join(case, make_officer("analyst"), Role.ANALYST)
    assert NUMBER in signed_in(analyst).post(address(link), WHY).content.decode()


def test_a_number_pasted_into_the_words_is_masked(
    link: FraudLink, as_lead: Client
) -> None:
    as_lead.post(address(link), {**WHY, "words": f"Is {NUMBER} the same?"})
    assert NUMBER not in Reveal.objects.get().words
    assert NUMBER not in str(Entry.objects.values_list("reason", "detail"))


def test_a_row_that_cannot_be_read_is_told_and_costs_nothing(
    link: FraudLink, as_lead: Client
) -> None:
    store = store_folder(link.first_file)
    store.rename(store.with_name("away"))
    page = as_lead.post(address(link), WHY, headers=HTMX).content.decode()
    assert "cannot be read" in page
    assert not Reveal.objects.exists()


def test_the_reason_given_last_stands_in_the_next_form(
    link: FraudLink, as_lead: Client
) -> None:
    as_lead.post(address(link), {**WHY, "reason": "contact"})
    page = as_lead.get(page_of(link)).content.decode()
    assert '<option value="contact" selected>' in page


def test_the_database_refuses_to_change_what_was_revealed(
    link: FraudLink, as_lead: Client
) -> None:
    as_lead.post(address(link), WHY)
    for change in (
        lambda: Reveal.objects.update(words="forged"),
        lambda: Reveal.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
