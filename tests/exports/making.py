"""An export asked for, approved and made, as the tests of it need it."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

import py7zr
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.exports import services
from cases.exports.making import make
from cases.exports.models import Export
from cases.exports.sources import Asked

PASSWORD: Final = "receiver's long password"
ASKED: Final = {
    "purpose": "For the prosecutor's file",
    "receiver": "Prosecutor Qian, Xiangshui",
    "format": "csv",
    "lock": "password",
    "password": PASSWORD,
}


# The same as its form sends it.
FORM: Final = {**ASKED, "again": PASSWORD}


def ask(officer: Officer, query: str, **changes: Any) -> Export:
    asked = Asked.from_address(QueryDict(query), officer)
    return services.request_export(officer=officer, asked=asked, **{**ASKED, **changes})


def ask_for_suspects(officer: Officer, case: Case, **changes: Any) -> Export:
    return ask(officer, f"of=suspect_list&case={case.pk}", **changes)


def approve(officer: Officer, export: Export) -> Export:
    return services.decide(
        officer=officer, export=export, approve=True, reason="Needed in court"
    )


def run(export: Export) -> Export:
    jobs.run(Export, export.pk, make)
    export.refresh_from_db()
    return export


def unlocked(content: bytes, password: str = PASSWORD) -> bytes:
    """What is in the archive; raises where the password is not its own."""
    factory = py7zr.io.BytesIOFactory(1 << 30)
    with py7zr.SevenZipFile(io.BytesIO(content), password=password) as archive:
        archive.extractall(factory=factory)
    [(_name, product)] = factory.products.items()
    product.seek(0)
    return bytes(product.read())


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def fetched(client: Client, export: Export) -> Any:
    return client.post(reverse("cases:export_download", args=[export.pk]))


def decided(client: Client, export: Export, word: str = "approve") -> Any:
    address = reverse("cases:export_decide", args=[export.pk])
    return client.post(address, {"decision": word, "reason": "Needed in court"})
