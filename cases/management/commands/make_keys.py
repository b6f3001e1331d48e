"""Draws the keys of an installation."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cases.engine.keys import Keys
from cases.management.base import Command as BaseCommand


class Command(BaseCommand):
    help = "Write a new key file; keep it away from the data and its backups."
    requires_system_checks = []
    needs_keys = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)

    def run(self, **options: Any) -> dict[str, Any]:
        keys = Keys.generate()
        keys.save(options["file"])
        return {"file": options["file"], "token_key": keys.token_id}
