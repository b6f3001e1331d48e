"""Who is added, changed or sent away is told; and an end date is an end."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import services
from cases.casefiles.models import Case, CaseMember, Role
from cases.casefiles.notices import MembershipNotice
from tests.people import join, make_officer, make_unit, signed_in

Kind = MembershipNotice.Kind


@pytest.fixture
def guest(case: Case) -> Officer:
    """An officer of another unit, who sees what a membership shows."""
    return make_officer("guest", unit=make_unit("Hubei brigade", province="42"))


def add(lead: Officer, case: Case, officer: Officer, days: int | None = None) -> None:
    until = None if days is None else timezone.localdate() + timedelta(days=days)
    services.add_member(
        officer=lead, case=case, member=officer, role=Role.VIEWER, until=until
    )


def told(officer: Officer) -> list[str]:
    notices = MembershipNotice.objects.visible_to(officer).unseen()
    return [notice.kind for notice in notices]


def test_who_is_added_is_told_by_whom_and_says_that_they_have_seen_it(
    case: Case, lead: Officer, guest: Officer
) -> None:
    add(lead, case, guest)
    client = signed_in(guest)
    page = client.get("/").content.decode()
    assert "You were added to a case" in page
    assert case.title in page
    assert lead.name in page
    last = MembershipNotice.objects.get().pk
    client.post(reverse("cases:notices_seen"), {"last": last})
    assert 'id="membership-notices"' not in client.get("/").content.decode()


def test_nobody_sees_or_puts_away_the_notices_of_others(
    case: Case, lead: Officer, guest: Officer, outsider: Officer
) -> None:
    add(lead, case, guest)
    client = signed_in(outsider)
    assert 'id="membership-notices"' not in client.get("/").content.decode()
    last = MembershipNotice.objects.get().pk
    client.post(reverse("cases:notices_seen"), {"last": last})
    assert told(guest) == [Kind.ADDED]


@pytest.mark.parametrize("last", ["", "x", "9" * 30])
def test_nonsense_puts_no_notice_away(
    case: Case, lead: Officer, guest: Officer, last: str
) -> None:
    add(lead, case, guest)
    client = signed_in(guest)
    assert client.post(reverse("cases:notices_seen"), {"last": last}).status_code == 302
    assert told(guest) == [Kind.ADDED]


def test_who_opens_a_case_is_not_told_of_it(lead: Officer) -> None:
    services.open_case(officer=lead, number="N-1", title="Own")
    assert told(lead) == []


def test_only_the_lead_adds_ends_and_changes(
    case: Case, lead: Officer, colleague: Officer, guest: Officer
) -> None:
    add(lead, case, guest)
    membership = CaseMember.objects.get(officer=guest)
    client = signed_in(colleague)
    for name, pk in (
        ("member_create", case.pk),
        ("member_update", membership.pk),
        ("member_end", membership.pk),
    ):
        assert client.post(reverse(f"cases:{name}", args=[pk])).status_code == 403
    assert Case.objects.visible_to(guest).exists()


def test_ended_now_is_ended_now_and_the_member_is_told(
    case: Case, lead: Officer, as_lead: Client, guest: Officer
) -> None:
    add(lead, case, guest)
    client = signed_in(guest)
    assert client.get(case.get_absolute_url()).status_code == 200
    membership = CaseMember.objects.get(officer=guest)
    as_lead.post(reverse("cases:member_end", args=[membership.pk]))
    assert client.get(case.get_absolute_url()).status_code == 404
    assert told(guest) == [Kind.ENDED, Kind.ADDED]
    page = client.get("/").content.decode()
    assert "Your membership in a case has ended" in page
    assert case.number in page
    assert case.title not in page, "of a case that is no longer theirs, the number"
    assert Entry.objects.filter(
        action=Action.CHANGE, actor=lead, object_id=membership.pk
    ).exists()


def test_after_the_end_date_the_member_sees_nothing_and_is_told(
    case: Case, lead: Officer, guest: Officer
) -> None:
    add(lead, case, guest, days=2)
    assert told(guest) == [Kind.ADDED]
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=2), tick=False):
        assert Case.objects.visible_to(guest).exists()
        assert told(guest) == [Kind.ADDED]
    with time_machine.travel(now + timedelta(days=3), tick=False):
        assert not Case.objects.visible_to(guest).exists()
        assert told(guest) == [Kind.ENDED, Kind.ADDED]


def test_a_clock_that_jumps_back_gives_no_more_than_the_day_it_says(
    case: Case, lead: Officer, guest: Officer
) -> None:
    add(lead, case, guest, days=2)
    now = timezone.now()
    for days, sees in ((3, False), (1, True), (400, False), (-400, True)):
        with time_machine.travel(now + timedelta(days=days), tick=False):
            assert Case.objects.visible_to(guest).exists() is sees, days
            assert (Kind.ENDED in told(guest)) is not sees


def test_an_end_that_was_taken_back_is_not_told(
    case: Case, lead: Officer, guest: Officer
) -> None:
    add(lead, case, guest, days=2)
    membership = CaseMember.objects.get(officer=guest)
    services.update_member(
        officer=lead, membership=membership, version=1, role=Role.VIEWER, until=None
    )
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        assert told(guest) == [Kind.CHANGED, Kind.ADDED]


def test_a_lead_changes_a_membership_which_stays_its_officers(
    case: Case, lead: Officer, as_lead: Client, guest: Officer, outsider: Officer
) -> None:
    add(lead, case, guest)
    membership = CaseMember.objects.get(officer=guest)
    address = reverse("cases:member_update", args=[membership.pk])
    typed = {"role": "analyst", "until": "", "version": 1, "officer": outsider.pk}
    assert as_lead.post(address, typed).status_code == 302
    membership.refresh_from_db()
    assert (membership.officer, membership.role) == (guest, Role.ANALYST)
    assert told(guest) == [Kind.CHANGED, Kind.ADDED]


def test_the_last_lead_does_not_become_something_else_in_the_browser(
    case: Case, lead: Officer, as_lead: Client
) -> None:
    membership = CaseMember.objects.get(officer=lead)
    address = reverse("cases:member_update", args=[membership.pk])
    typed = {"role": "viewer", "until": "", "version": 1}
    page = as_lead.post(address, typed).content.decode()
    assert "left without a lead investigator" in page
    membership.refresh_from_db()
    assert membership.role == Role.LEAD


def test_the_last_lead_who_stays_cannot_be_ended(
    case: Case, lead: Officer, as_lead: Client
) -> None:
    until = timezone.localdate() + timedelta(days=1)
    other = join(case, make_officer("other"), Role.LEAD)
    CaseMember.objects.filter(officer=other).update(until=until)
    membership = CaseMember.objects.get(officer=lead)
    address = reverse("cases:member_end", args=[membership.pk])
    page = as_lead.post(address, follow=True).content.decode()
    assert "left without a lead investigator" in page
    assert Case.objects.visible_to(lead).exists()
