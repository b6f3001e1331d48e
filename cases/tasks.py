"""Where Celery looks for tasks; each slice defines its own."""

from cases.common.tasks import resend_waiting_jobs

__all__ = ["resend_waiting_jobs"]
