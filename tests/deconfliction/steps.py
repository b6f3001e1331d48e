"""Recording what points to another case, and reading what came of it."""

from __future__ import annotations

from django.urls import reverse

from cases.access.models import Officer
from cases.suspects import services as suspects
from cases.suspects.models import Suspect
from tests.people import signed_in

MOBILE = "13800005678"
HOME, LIST = reverse("cases:home"), reverse("cases:pointer_list")


def record_mobile(officer: Officer, suspect: Suspect, number: str = MOBILE) -> None:
    suspects.add_identifier(
        officer=officer, suspect=suspect, kind="mobile", number=number
    )


def page(officer: Officer, address: str) -> str:
    response = signed_in(officer).get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())
