"""Measures an upload through the real web server, beside the bare bytes."""

from __future__ import annotations

import hashlib
import json
import os
import time
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.test import Client

from casedesk import environment, supervisor
from cases.access.models import Officer, Unit
from cases.casefiles.services import open_case
from cases.engine.bench.memory import PeakMemory
from cases.management.own_installation import Installation, own_installation
from cases.management.tus_client import TusClient
from cases.management.web_server import web_server
from cases.seizures.services import add_dataset

_CHUNK: Final = 1 << 20
_PORT: Final = 8900


class Command(BaseCommand):
    help = "Upload a file to a server of its own; the case data are not touched."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--megabytes", type=int, default=1_000)
        parser.add_argument("--json", action="store_true")
        # What the command asks of itself inside that installation.
        parser.add_argument("--prepare", action="store_true", help=SUPPRESS)

    def handle(self, *args: Any, megabytes: int, **options: Any) -> None:
        if options["prepare"]:
            self.stdout.write(json.dumps(_prepare()))
            return
        base = environment.var_dir() / "bench"
        base.mkdir(parents=True, exist_ok=True)
        with own_installation(base) as installation:
            result = _measure(installation, megabytes)
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        for name, value in result.items():
            self.stdout.write(f"{name:28}{value:>12,}")


def _prepare() -> dict[str, Any]:
    """A data set, and the session of an officer who may fill it."""
    unit = Unit.objects.create(name="Bench", kind=Unit.Kind.POLICE, province="32")
    officer = Officer.objects.create(
        username="bench", name="Bench", badge="B1", unit=unit
    )
    case = open_case(officer=officer, number="BENCH", title="-")
    dataset = add_dataset(officer=officer, case=case, title="-")
    client = Client()
    client.force_login(officer)
    request = HttpRequest()
    token = get_token(request)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    cookies[settings.CSRF_COOKIE_NAME] = request.META["CSRF_COOKIE"]
    return {"dataset": dataset.pk, "cookies": cookies, "token": token}


def _measure(installation: Installation, megabytes: int) -> dict[str, float]:
    path = installation.var / "upload.bin"
    _make(path, megabytes)
    bare = _bare(path, installation.var / "bare.bin")
    prepared = json.loads(installation.manage("bench_upload", "--prepare"))
    listener = supervisor.listen(_PORT)
    client = TusClient(
        listener.getsockname()[1], prepared["cookies"], prepared["token"]
    )
    with listener, installation.running(web_server(listener)) as server:
        client.wait_until_it_answers()
        peak = PeakMemory([server.pid])
        idle = peak.now()
        with peak:
            started = time.perf_counter()
            client.upload(path, prepared["dataset"])
            taken = time.perf_counter() - started
    return {
        "megabytes": megabytes,
        "upload_seconds": round(taken, 2),
        "upload_mb_per_second": round(megabytes / taken, 1),
        "bare_seconds": round(bare, 2),
        "bare_mb_per_second": round(megabytes / bare, 1),
        "upload_ratio_to_bare": round(taken / bare, 2),
        "server_idle_mb": idle,
        "server_peak_mb": peak.mb,
    }


def _make(path: Path, megabytes: int) -> None:
    """Make a file of which no two chunks are alike."""
    with path.open("wb") as stream:
        for _ in range(megabytes):
            stream.write(os.urandom(1_000_000))


def _bare(source: Path, target: Path) -> float:
    """Seconds to read, hash and write the same bytes, to the disk as the server does;
    the better of two runs."""
    taken = []
    for _ in range(2):
        started = time.perf_counter()
        digest = hashlib.sha256()
        with source.open("rb") as stream, target.open("wb") as copy:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        taken.append(time.perf_counter() - started)
        target.unlink()
    return min(taken)
