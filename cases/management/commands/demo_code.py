"""Prints the one-time code that the demo's officers sign in with now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casedesk import environment
from cases.demo import second_factor


class Command(BaseCommand):
    help = "The demo's one-time code of the moment, for want of an authenticator app."

    def handle(self, *args: Any, **options: Any) -> None:
        if not environment.is_embedded():
            raise CommandError("The demo is for the embedded servers.")
        self.stdout.write(second_factor.code())
