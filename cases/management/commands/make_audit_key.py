"""Draws a key of the audit trail: the first one, or the next."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from casedesk.environment import AUDIT_KEY_BYTES
from cases.management.base import Command as Base


class Command(Base):
    help = (
        "Write a key file for the audit trail, or put a new key first into one that"
        " exists; the older keys stay, to verify what they wrote."
    )
    requires_system_checks = []
    needs_keys = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)

    def run(self, **options: Any) -> dict[str, Any]:
        path: Path = options["file"]
        older = path.read_text() if path.exists() else ""
        new = path.with_name(f"{path.name}.new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(new, flags, 0o600), "w") as file:
            file.write(f"{secrets.token_hex(AUDIT_KEY_BYTES)}\n{older}")
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        return {"file": path, "keys": len(path.read_text().split())}
