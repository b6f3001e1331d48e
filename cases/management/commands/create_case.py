"""Opens a case."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from cases.casefiles import services
from cases.management.base import Command as BaseCommand


class Command(BaseCommand):
    help = "Open a case; the officer given with --as becomes its lead."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--number", required=True)
        parser.add_argument("--title", required=True)

    def run(self, **options: Any) -> dict[str, Any]:
        officer = self.officer(options)
        case = services.open_case(
            officer=officer, number=options["number"], title=options["title"]
        )
        return {
            "case": case.number,
            "title": case.title,
            "lead": officer.username,
            "unit": case.lead_unit.name,
        }
