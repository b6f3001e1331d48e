"""Resets the second factor of an officer who has lost the authenticator and all
recovery codes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from cases.access.models import Duty, Officer
from cases.management.base import Command as BaseCommand
from cases.signin import factors


class Command(BaseCommand):
    help = (
        "Take an officer's second factor away: all sessions end, and the next sign-in"
        " sets another one up. In the name of a security administrator (--as)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="kept in the audit trail")

    def run(self, **options: Any) -> dict[str, Any]:
        if not options["officer"]:
            raise CommandError("Say who resets it: --as NAME.")
        by = self.officer(options)
        if by.duty != Duty.SECURITY_ADMIN:
            raise CommandError("Only a security administrator resets a second factor.")
        officer = Officer.objects.filter(username=options["username"]).first()
        if officer is None:
            raise CommandError(f"There is no officer {options['username']}.")
        ended = factors.reset(officer, by=by, reason=options["reason"])
        return {"officer": officer.username, "sessions_ended": ended}
