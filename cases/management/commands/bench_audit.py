"""Measures the audit trail with millions of entries, in a database of its own."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from statistics import median
from typing import Any

from django.core.management.base import CommandError
from django.test import Client

from cases.access.models import Duty, Officer, Unit
from cases.audit import verifying
from cases.audit.bench import load, measure
from cases.casefiles.models import Case
from cases.management.base import Command as Base
from cases.management.own_database import own_database

OFFICERS, UNITS = 300, 31
WRITTEN, RUNS = 1_000, 3


class Command(Base):
    help = "Load valid entries, then write, filter and verify; leaves nothing behind."
    needs_keys = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--entries", type=int, default=1_000_000)

    def run(self, **options: Any) -> dict[str, Any]:
        entries = options["entries"] // load.BLOCK * load.BLOCK
        if entries < load.BLOCK:
            raise CommandError(f"At least {load.BLOCK} entries.")
        with own_database():
            officers = _officers()
            before = _rounds(officers[0])
            started = time.monotonic()
            load.fill(entries, [(o.pk, o.unit.name) for o in officers])
            loaded = time.monotonic() - started
            after = _rounds(officers[0])
            pages = {name: _page(query) for name, query in _queries(officers).items()}
            started = time.monotonic()
            result = verifying.verify()
            return {
                "entries": result.entries,
                "load_seconds": round(loaded, 1),
                "write_ms_empty": before,
                "write_ms": after,
                "page_ms": pages,
                "verify_seconds": round(time.monotonic() - started, 1),
                "faults": [str(fault) for fault in result.faults],
            }


def _rounds(officer: Officer) -> dict[str, list[float]]:
    """Of each of some rounds: on a machine that others use, the quietest counts."""
    rounds = [measure.writing(officer, WRITTEN) for _ in range(RUNS)]
    return {
        name: [round(taken[int(WRITTEN * share)], 2) for taken in rounds]
        for name, share in (("median", 0.5), ("p95", 0.95), ("p99", 0.99))
    }


def _officers() -> list[Officer]:
    units = [
        Unit.objects.create(name=f"Unit {n}", kind=Unit.Kind.POLICE, province="32")
        for n in range(UNITS)
    ]
    for n in range(OFFICERS):
        Officer.objects.create(
            username=f"o{n}", name=f"Officer {n}", badge=f"B{n}", unit=units[n % UNITS]
        )
    # A case for the filter; its number is that of the first case in the entries.
    Case.objects.create(number="BENCH", title="-", lead_unit=units[0], province="32")
    Officer.objects.create(
        username="a", name="A", badge="A", unit=units[0], duty=Duty.AUDITOR
    )
    return list(Officer.objects.filter(duty=Duty.POLICE).select_related("unit"))


def _queries(officers: list[Officer]) -> dict[str, dict[str, str]]:
    middle = load.START.replace(year=load.START.year + 1)
    day = {"since": f"{middle:%Y-%m-%dT00:00}", "before": f"{middle:%Y-%m-%dT23:59}"}
    officer = {"officer": officers[7].username}
    thing = {"object_type": "suspect", "object_id": "77"}
    return {
        "newest": {},
        "officer": officer,
        "unit": {"unit": officers[7].unit.name},
        "action, rare": {"action": "export"},
        "action, common": {"action": "read"},
        "object": thing,
        "case": {"case": "BENCH"},
        "address": {"address": "10.8.0.1"},
        "day a year ago": day,
        "officer, rare action": {**officer, "action": "export"},
        "officer, action that never was": {**officer, "action": "approve"},
        "case, rare action": {"case": "BENCH", "action": "export"},
        "unit, rare action, day a year ago": {
            "unit": officers[7].unit.name,
            "action": "export",
            **day,
        },
        "officer of another unit (nothing)": {**officer, "unit": officers[8].unit.name},
        "a page in the middle": {"below": "5000000"},
    }


def _page(query: dict[str, str]) -> float:
    """Milliseconds of the whole page, the median of some."""
    client = Client(headers={"host": "localhost"})
    client.force_login(Officer.objects.get(username="a"))
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        response = client.get("/audit/", query)
        taken.append(1000 * (time.perf_counter() - started))
        if response.status_code != 200:
            raise CommandError(f"{query}: {response.status_code}")
    return round(median(taken), 1)
