"""Seals what the audit trail has since the last seal, without the scheduler."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from cases.audit import sealer
from cases.audit import services as audit
from cases.audit.heads import HeadsDisagree
from cases.audit.models import Action
from cases.management.base import Command as Base


class Command(Base):
    help = "Seal the audit entries that wait, and write the head to the second place."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--begin-heads-anew",
            metavar="REASON",
            help="put the heads file aside and begin another one: after it was lost,"
            " or after the database was restored from a backup",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        try:
            if reason := options["begin_heads_anew"]:
                sealer.begin_heads_anew(reason)
                audit.record(
                    officer=self.officer(options) if options["officer"] else None,
                    action=Action.RUN,
                    reason=reason,
                    heads="begun anew",
                )
            return {"sealed": sealer.seal()}
        except HeadsDisagree as problem:
            raise CommandError(
                f"{problem} Run verify_audit; nothing was sealed."
            ) from None
