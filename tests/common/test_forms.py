"""What forms refuse of a clumsy hand, in the officer's words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.fraud.models import FraudReport
from cases.seizures.models import CustodyEvent
from tests.people import make_officer, signed_in
from tests.seizures.making import make_exhibit

FUTURE = "This lies in the future."


@pytest.fixture
def client(lead: Officer) -> Client:
    return signed_in(lead)


def sent(client: Client, where: str, *args: int, **fields: object) -> str:
    return client.post(reverse(where, args=args), fields).content.decode()


def test_a_report_is_not_of_tomorrow_and_loses_nothing_below_zero(
    client: Client,
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    typed = {"number": "R-1", "method": "F05", "loss": "-5", "reported_on": tomorrow}
    page = sent(client, "cases:report_create", **typed)
    assert FUTURE in page
    assert "A loss cannot be below zero." in page
    assert 'value="R-1"' in page
    assert not FraudReport.objects.exists()
    typed |= {"loss": "0", "reported_on": timezone.localdate()}
    sent(client, "cases:report_create", **typed)
    assert FraudReport.objects.get().loss == 0


def test_a_hand_over_that_has_not_happened_is_not_recorded(
    client: Client, lead: Officer, case: Case
) -> None:
    exhibit = make_exhibit(lead, case)
    later = timezone.localtime() + timedelta(hours=1)
    typed = {"at": f"{later:%Y-%m-%dT%H:%M}", "purpose": "Sent to the laboratory"}
    assert FUTURE in sent(client, "cases:custody_create", exhibit.pk, **typed)
    assert not CustodyEvent.objects.exists()


def test_a_number_that_is_taken_is_said_in_plain_words(
    client: Client, lead: Officer, case: Case
) -> None:
    exhibit = make_exhibit(lead, case)
    typed = {"number": exhibit.number, "name": "Telephone", "medium": "phone"}
    typed |= {"seized_at": "2021-01-30T11:00", "place": "Jingzhou"}
    typed |= {"investigators": "甲、乙", "witness": "丙"}
    page = sent(client, "cases:exhibit_create", case.pk, **typed)
    assert "The case has an exhibit of this number already." in page
    page = sent(client, "cases:case_create", number=case.number)
    assert "There is a case of this number already." in page


@pytest.mark.parametrize(
    ("where", "back"),
    [
        ("cases:case_create", "cases:case_list"),
        ("cases:report_create", "cases:report_list"),
        ("cases:report_import_create", "cases:report_list"),
        ("cases:preferences", "cases:home"),
    ],
)
def test_whoever_opened_a_form_by_mistake_is_led_back(
    client: Client, where: str, back: str
) -> None:
    page = client.get(reverse(where)).content.decode()
    assert f'class="btn btn-link" href="{reverse(back)}"' in page


def test_a_filter_that_leaves_everything_in_says_so(client: Client) -> None:
    page = client.get(reverse("cases:case_list")).content.decode()
    assert '<option value="" selected>All</option>' in page
    assert "---------" not in page


def test_accounts_are_filtered_by_whether_they_are_active(db: None) -> None:
    admin = make_officer("sysadmin", duty="system_admin")
    gone = make_officer("gone", is_active=False)
    client = signed_in(admin)
    accounts = reverse("cases:officer_list")
    unasked = client.get(accounts).content.decode()
    assert unasked.count('<option value="" selected>All</option>') == 3
    for word, there in (("True", False), ("False", True), ("", True)):
        page = client.get(accounts, {"is_active": word}).content.decode()
        assert (gone.name in page) is there
