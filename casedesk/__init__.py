"""The Django project: settings, embedded servers, Celery application."""

from casedesk.celery import app as celery_app

__all__ = ["celery_app"]
