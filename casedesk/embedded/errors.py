"""What can go wrong with the embedded servers."""

from __future__ import annotations


class EmbeddedServerError(RuntimeError):
    """An embedded server can't be started or stopped; says why in one sentence."""
