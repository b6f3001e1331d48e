"""Creates an officer, and their unit if it does not exist yet."""

from __future__ import annotations

from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from cases.access.models import Duty, Officer, Unit
from cases.audit import services as audit
from cases.audit.models import Action
from cases.common.provinces import Province
from cases.management.base import Command as BaseCommand


class Command(BaseCommand):
    help = "Create an officer: for a first start, and for new colleagues."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("username")
        parser.add_argument("--name", required=True)
        parser.add_argument("--badge", required=True)
        parser.add_argument("--unit", required=True, help="created if new")
        parser.add_argument(
            "--province", default="32", choices=Province.values, help="of a new unit"
        )
        parser.add_argument("--duty", default=Duty.POLICE, choices=Duty.values)
        parser.add_argument("--language", default="", choices=["", "en", "zh-hans"])
        parser.add_argument(
            "--password-file", type=Path, help="else the password is asked for"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        kind = (
            Unit.Kind.PROCURATORATE
            if options["duty"] == Duty.PROSECUTOR
            else Unit.Kind.POLICE
        )
        unit, _ = Unit.objects.get_or_create(
            name=options["unit"],
            defaults={"kind": kind, "province": options["province"]},
        )
        names = ("username", "name", "badge", "duty", "language")
        officer = Officer.objects.create_officer(
            password=self._password(options["password_file"]),
            unit=unit,
            **{name: options[name] for name in names},
        )
        audit.record(officer=None, action=Action.CREATE, obj=officer)
        return {"officer": officer.username, "unit": unit.name, "duty": officer.duty}

    def _password(self, path: Path | None) -> str:
        if path is not None:
            return path.read_text().strip()
        password = getpass("Password: ")
        if password != getpass("Again: "):
            raise CommandError("The two passwords differ.")
        return password
