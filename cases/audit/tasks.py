"""Sealing by the clock, and once more before a worker ends."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from celery.signals import worker_shutdown

from cases.audit import sealer
from cases.audit.heads import HeadsDisagree

logger = logging.getLogger(__name__)


@shared_task(name="cases.audit.tasks.seal_audit")
def seal_audit() -> None:
    try:
        sealer.seal()
        sealer.drop_journals()
    except (HeadsDisagree, OSError):
        logger.exception("The audit trail is not sealed")


@worker_shutdown.connect
def seal_at_the_end(**_: Any) -> None:
    seal_audit()
