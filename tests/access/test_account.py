"""Signing in and out, and the officer's language."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action, Entry
from tests.people import PASSWORD

SIGN_IN = "/sign-in/"


def test_an_officer_signs_in_and_it_is_recorded(client: Client, lead: Officer) -> None:
    typed = {"username": "lead", "password": PASSWORD}
    response = client.post(SIGN_IN, typed)
    assert response["Location"] == reverse("cases:home")
    assert Entry.objects.filter(action=Action.SIGN_IN, actor=lead).count() == 1


def test_a_wrong_password_is_refused_and_not_written_down(
    client: Client, lead: Officer
) -> None:
    response = client.post(SIGN_IN, {"username": "lead", "password": "wrong-one-1"})
    assert response.status_code == 200
    entry = Entry.objects.get(action=Action.SIGN_IN_REFUSED)
    assert "wrong-one-1" not in str(entry.detail)


def test_an_officer_who_has_left_cannot_sign_in(client: Client, lead: Officer) -> None:
    Officer.objects.update(is_active=False)
    client.post(SIGN_IN, {"username": "lead", "password": PASSWORD})
    assert client.get(reverse("cases:home")).status_code == 302


def test_the_language_is_the_officers_then_the_browsers(
    as_lead: Client, lead: Officer
) -> None:
    chinese = {"accept-language": "zh-CN,zh;q=0.9"}
    address = reverse("cases:case_list")
    assert as_lead.get(address, headers=chinese)["Content-Language"] == "zh-hans"
    as_lead.post(reverse("cases:preferences"), {"language": "en", "theme": "dark"})
    response = as_lead.get(address, headers=chinese)
    assert response["Content-Language"] == "en"
    assert 'data-bs-theme="dark"' in response.content.decode()


def test_the_database_refuses_to_change_the_audit_trail(lead: Officer) -> None:
    entry = audit.record(officer=lead, action=Action.READ)
    for change in (
        lambda: Entry.objects.filter(pk=entry.pk).update(reason="forged"),
        lambda: Entry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
