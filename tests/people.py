"""Officers, units and cases for tests; everything evidently made up."""

from __future__ import annotations

import itertools
from typing import Any

from django.test import Client
from django.utils import timezone

from cases.access.models import Officer, Unit
from cases.casefiles.models import Case, CaseMember, Role
from cases.signin import totp
from cases.signin.models import SecondFactor

PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


def make_unit(name: str = "Yancheng detachment", **fields: Any) -> Unit:
    fields = {"kind": Unit.Kind.POLICE, "province": "32", **fields}
    unit, _created = Unit.objects.get_or_create(name=name, defaults=fields)
    return unit


def make_officer(username: str, **fields: Any) -> Officer:
    fields.setdefault("unit", None)
    unit = fields.pop("unit") or make_unit()
    badge = f"T{next(_numbers):05}"
    officer = Officer(
        username=username, name=username.title(), badge=badge, unit=unit, **fields
    )
    officer.set_password(PASSWORD)
    officer.save()
    return officer


def give_authenticator(officer: Officer) -> str:
    """Its secret; the officer has signed in with it before."""
    secret = totp.new_secret()
    SecondFactor.objects.create(
        officer=officer, secret=secret, enrolled_at=timezone.now()
    )
    return secret


def make_case(*, lead: Officer, **fields: Any) -> Case:
    fields.setdefault("number", f"TEST-{next(_numbers):04}")
    fields.setdefault("title", "Sale of personal information")
    case = Case.objects.create(lead_unit=lead.unit, province="32", **fields)
    join(case, lead, Role.LEAD)
    return case


def join(case: Case, officer: Officer, role: Role) -> Officer:
    CaseMember.objects.create(case=case, officer=officer, role=role)
    return officer


def address_found(client: Client, address: str, /, **fields: Any) -> str:
    """Where the filters of a list lead; they are never typed into an address."""
    response = client.post(address, {"filtered": "1", **fields})
    found: str = response["Location"]
    return found


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client
