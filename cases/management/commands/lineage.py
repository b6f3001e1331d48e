"""Compares a case's seized data sets, and says who is proposed to have been first."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from cases.common.jobs import Job
from cases.common.wording import sentence
from cases.lineage import services
from cases.lineage.models import Pair
from cases.lineage.wording import left_out, percent, proposal
from cases.management.base import Command as BaseCommand


class Command(BaseCommand):
    help = (
        "Compare all data sets of a case, or of several, with each other: what each two"
        " share, and who is proposed to have had it first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("case", metavar="CASE", help="the case's number")
        parser.add_argument(
            "--with",
            dest="others",
            action="append",
            default=[],
            metavar="CASE",
            help="compare with the data sets of this case too; may be repeated",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        case = self.case(options["case"])
        officer = self.officer(options, case)
        others = [self.case(number) for number in options["others"]]
        run = services.trace_now(officer=officer, case=case, others=others)
        if run.state != Job.State.DONE:
            lines = [sentence(run.error_code or "cancelled", run.error_where)]
            raise CommandError(" ".join([*lines, *map(left_out, run.left_out)]))
        pairs = Pair.objects.visible_to(officer).of_case(case).with_sets()
        return {
            "datasets": run.datasets,
            "pairs": [_row(pair) for pair in pairs],
            "left_out": [left_out(item) for item in run.left_out],
        }


def _row(pair: Pair) -> dict[str, Any]:
    return {
        "earlier" if pair.is_told else "one": str(pair.earlier),
        "later" if pair.is_told else "other": str(pair.later),
        "shared": pair.shared_total,
        "shared_by_kind": pair.shared,
        "of_the_first": percent(pair.share_of_earlier),
        "of_the_second": percent(pair.share_of_later),
        "only_in_the_first": pair.only_earlier,
        "only_in_the_second": pair.only_later,
        "direction": proposal(pair),
        "judgement": pair.judgement,
    }
