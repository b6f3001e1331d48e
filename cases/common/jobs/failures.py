"""What an exception that ended a job means for the officer."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass, field

from django import db

from cases.common.jobs.models import Job
from cases.engine import disk
from cases.engine.errors import EngineError

log = logging.getLogger(__name__)

# PostgreSQL, appendix A: connection exceptions, and a server that is going down
# or coming up.
_GONE = ("08", "57P01", "57P02", "57P03")
_NO_ROOM = "53100"


@dataclass(frozen=True)
class Failure:
    """`code` and `where` as in EngineError. If it `is_passing`, no officer is needed:
    the job goes on as soon as it can."""

    code: str
    where: dict[str, object] = field(default_factory=dict)
    is_passing: bool = False


def failure_of(job: Job, error: Exception) -> Failure:
    if isinstance(error, EngineError):
        # A worker that was taken for dead may still hold the files for a moment.
        return Failure(error.code, _plain(error.where), error.code == "busy")
    if isinstance(error, db.OperationalError | db.InterfaceError):
        return _of_database(job, error)
    if disk.is_full(error):
        return Failure("disk_full")
    # An exception's text may hold a value from a row: the log gets its kind
    # and the lines of code only.
    log.error(
        "%s %s failed: %s\n%s",
        job.task_name,
        job.pk,
        type(error).__name__,
        "".join(traceback.format_tb(error.__traceback__)),
    )
    return Failure("unexpected")


def _of_database(job: Job, error: Exception) -> Failure:
    state = getattr(error.__cause__, "sqlstate", None)
    if state == _NO_ROOM:
        return Failure("disk_full")
    if state and not state.startswith(_GONE):
        log.error("%s %s failed: PostgreSQL says %s", job.task_name, job.pk, state)
        return Failure("unexpected")
    log.warning("%s %s waits: the database went away", job.task_name, job.pk)
    # Close a broken connection, so that the next query opens a new one.
    db.connection.close()
    return Failure("database_down", is_passing=True)


def log_taken_over(job: Job) -> None:
    log.warning("%s %s was taken over", job.task_name, job.pk)


def _plain(where: dict[str, object]) -> dict[str, object]:
    return {
        key: value if isinstance(value, int | str) else str(value)
        for key, value in where.items()
    }
