"""Where Celery looks for tasks; each slice defines its own."""

from cases.common.tasks import resend_waiting_jobs
from cases.fraud.tasks import import_reports
from cases.matching.tasks import cross_match, match_arrival
from cases.seizures.tasks import take_in_seized_file
from cases.summaries.tasks import render_summary

__all__ = [
    "cross_match",
    "import_reports",
    "match_arrival",
    "render_summary",
    "resend_waiting_jobs",
    "take_in_seized_file",
]
