"""Runs CaseDesk with the demo case: worker, scheduler and web server."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from casedesk import environment, supervisor
from cases.common.installation import keys_in_use
from cases.common.wording import sentence
from cases.demo import load, second_factor, story
from cases.engine.errors import EngineError
from cases.management.web_server import web_server


class Command(BaseCommand):
    help = "Load the demo case at the first start, then serve it until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        if not environment.is_embedded():
            raise CommandError(
                "The demo is for the embedded servers: unset DATABASE_URL."
            )
        self._say("Database …")
        call_command("migrate", verbosity=0)
        try:
            with keys_in_use():
                password = load.ensure(self._say)
        except EngineError as error:
            raise CommandError(sentence(error.code, error.where)) from None
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        listener = supervisor.listen(port)
        chosen = listener.getsockname()[1]
        if chosen != port:
            self._say(f"Port {port} is taken; using {chosen}.")
        address = f"http://localhost:{chosen}/"
        code = supervisor.run(
            _children(listener),
            ready_url=f"{address}sign-in/",
            on_ready=lambda: self._welcome(address, password),
            log_folder=environment.var_dir() / "log",
            servers=environment.var_dir(),
        )
        sys.exit(code)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _welcome(self, address: str, password: str) -> None:
        lines = [
            "",
            f"CaseDesk is ready: {address}",
            f"Password of every sign-in below: {password}",
            f"Secret for an authenticator app: {second_factor.secret()}",
            "Without such an app, `make code` in a second terminal prints the code of",
            f"the moment. {second_factor.NEWCOMER} has none yet and sets one up.",
            "",
        ]
        lines += [f"  {o.username:14}{o.duty:16}{o.role}" for o in story.OFFICERS]
        self._say("\n".join([*lines, "", "Ctrl-C stops it."]))


def _children(listener: Any) -> list[supervisor.Child]:
    celery = [sys.executable, "-m", "celery", "-A", "casedesk"]
    return [
        supervisor.Child(
            "worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"]
        ),
        supervisor.Child("beat", [*celery, "beat", "--loglevel", "WARNING"]),
        web_server(listener),
    ]
