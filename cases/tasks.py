"""Where Celery looks for tasks; each slice defines its own."""

from cases.audit.tasks import seal_audit
from cases.common.tasks import resend_waiting_jobs
from cases.deconfliction.tasks import compare_waiting
from cases.exports.tasks import make_export, remove_expired_exports
from cases.fraud.tasks import import_reports
from cases.lineage.tasks import trace_lineage
from cases.matching.tasks import cross_match, match_arrival, start_nightly_runs
from cases.seizures.tasks import (
    assemble_upload,
    count_data_of_holder,
    count_seized_dataset,
    read_seized_file_anew,
    remove_abandoned_uploads,
    take_from_evidence,
    take_in_seized_file,
)
from cases.summaries.tasks import render_summary

__all__ = [
    "assemble_upload",
    "compare_waiting",
    "count_data_of_holder",
    "count_seized_dataset",
    "cross_match",
    "import_reports",
    "make_export",
    "match_arrival",
    "read_seized_file_anew",
    "remove_abandoned_uploads",
    "remove_expired_exports",
    "render_summary",
    "resend_waiting_jobs",
    "seal_audit",
    "start_nightly_runs",
    "take_from_evidence",
    "take_in_seized_file",
    "trace_lineage",
]
