"""Where Celery looks for tasks; each slice defines its own."""

from cases.common.tasks import resend_waiting_jobs
from cases.fraud.tasks import import_reports
from cases.matching.tasks import cross_match
from cases.seizures.tasks import (
    assemble_upload,
    remove_abandoned_uploads,
    take_from_evidence,
    take_in_seized_file,
)
from cases.summaries.tasks import render_summary

__all__ = [
    "assemble_upload",
    "cross_match",
    "import_reports",
    "remove_abandoned_uploads",
    "render_summary",
    "resend_waiting_jobs",
    "take_from_evidence",
    "take_in_seized_file",
]
