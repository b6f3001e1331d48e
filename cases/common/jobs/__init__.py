"""Long-running work: a row that says how far it is, and a lease on that row.

The broker only wakes a worker. What is to be done, who does it and how far it got
stands in the row, so that neither a lost message nor a repeated one does harm. A job is
claimed by a conditional update; if that changes no row, another worker has it. A claim
also needs room in the machine's memory.
"""

from cases.common.jobs.claims import Claim, claimed, run
from cases.common.jobs.models import LEASE, Job, LeaseLost
from cases.common.jobs.queue import (
    PATIENCE,
    request_cancel,
    resend_waiting,
    send,
    submit,
)

__all__ = [
    "LEASE",
    "PATIENCE",
    "Claim",
    "Job",
    "LeaseLost",
    "claimed",
    "request_cancel",
    "resend_waiting",
    "run",
    "send",
    "submit",
]
