"""Matches a case's seized data with all fraud reports, here and now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from cases.common.jobs import Job
from cases.common.wording import sentence
from cases.management.base import Command as BaseCommand
from cases.matching import services
from cases.matching.runs.sources import describe


class Command(BaseCommand):
    help = (
        "Match every seized data set of a case with all fraud reports. What is not"
        " taken in yet is left out and named."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--case", required=True, help="the case's number")

    def run(self, **options: Any) -> dict[str, Any]:
        case = self.case(options["case"])
        datasets = list(case.datasets.order_by("pk"))
        if not datasets:
            raise CommandError("The case has no seized data set yet: manage.py intake")
        officer = self.officer(options, case)
        run = services.run_now(officer=officer, case=case, datasets=datasets)
        if run.state != Job.State.DONE:
            lines = [sentence(run.error_code or "cancelled", run.error_where)]
            raise CommandError(" ".join([*lines, *map(describe, run.left_out)]))
        return {
            "run": run.pk,
            "links": run.links,
            "reports_matched": run.reports_matched,
            "identifiers_matched": run.identifiers_matched,
            "seconds": round(run.match_seconds, 3),
            "new_links": run.new_links,
            "left_out": [describe(item) for item in run.left_out],
        }
