"""News of this slice, for those above it."""

from __future__ import annotations

from django.dispatch import Signal

# Reports are new or have new numbers. Sent after the commit, with
# `report_ids`, a list of primary keys.
reports_changed = Signal()
