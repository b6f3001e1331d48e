"""Address books (.vcf): vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350)."""

from __future__ import annotations

from cases.engine.readers.vcard.formats import FORMAT

__all__ = ["FORMAT"]
