"""How much of the machine the jobs may use."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import psutil
from django.core.exceptions import ImproperlyConfigured

# The rest is for PostgreSQL, the web server and the system's own cache.
_OF_MACHINE = 0.6
_GROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def memory_mb() -> int:
    """What all jobs together may use; by default six tenths of the machine, or of
    the part of it that the control group gives (cgroups, v2 and v1)."""
    number = os.environ.get("CASEDESK_MEMORY_MB")
    if number:
        if not number.isdigit() or not int(number):
            raise ImproperlyConfigured(
                "CASEDESK_MEMORY_MB is a number of megabytes, for example 4000."
            )
        return int(number)
    limits = [psutil.virtual_memory().total]
    for path in _GROUP_LIMITS:
        with contextlib.suppress(OSError, ValueError):
            limits.append(int(path.read_text()))
    return int(min(limits) * _OF_MACHINE) >> 20
