"""Whether a PDF is one that was made here, among those the officer may see."""

from __future__ import annotations

from dataclasses import dataclass

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.summaries.models import Summary


@dataclass(frozen=True)
class Verdict:
    """`found` are the versions of that very content or code, the newest first."""

    of_file: bool
    found: tuple[Summary, ...]


def verify_file(*, officer: Officer, sha256: str) -> Verdict:
    """By the SHA-256 of a whole PDF: one changed byte and it is another file."""
    return _verdict(officer, of_file=True, sha256=sha256)


def verify_code(*, officer: Officer, code: str) -> Verdict:
    """By the code printed on it: which versions rest on these facts. Whether the
    paper in hand still says the same, only a look at such a version tells."""
    return _verdict(officer, of_file=False, facts_sha256__startswith=code)


def _verdict(officer: Officer, *, of_file: bool, **by: str) -> Verdict:
    made = Summary.objects.visible_to(officer).made().filter(**by)
    found = tuple(made.select_related("case", "requested_by__unit"))
    audit.record(
        officer=officer,
        action=Action.SEARCH,
        case_id=found[0].case_id if found else None,
        verified=next(iter(by.values())),
        found=[summary.pk for summary in found],
    )
    return Verdict(of_file, found)
