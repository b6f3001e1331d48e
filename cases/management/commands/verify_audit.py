"""Checks the audit trail against its codes, its seals and the second place."""

from __future__ import annotations

import time
from typing import Any

from cases.audit import services as audit
from cases.audit import verifying
from cases.audit.models import Action
from cases.management.base import Command as Base

SHOWN = 100


class Command(Base):
    help = "Say whether the audit trail is whole, and where it is not."

    def run(self, **options: Any) -> dict[str, Any]:
        started = time.monotonic()
        result = verifying.verify()
        seconds = time.monotonic() - started
        self.failed = bool(result.faults)
        audit.record(
            officer=self.officer(options) if options["officer"] else None,
            action=Action.RUN,
            check="audit",
            entries=result.entries,
            faults=len(result.faults),
        )
        return {
            "entries": result.entries,
            "sealed": result.sealed,
            "waiting": result.waiting,
            "seals": result.seals,
            "seconds": round(seconds, 1),
            "notes": result.notes,
            "fault_count": len(result.faults),
            "faults": [
                {"what": fault.what, **fault.where, "problem": str(fault)}
                for fault in result.faults[:SHOWN]
            ],
        }
