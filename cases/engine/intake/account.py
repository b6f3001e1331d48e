"""The law of the intake: every row read is stored or rejected, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cases.engine.errors import EngineError
from cases.engine.identifiers.base import IdentifierKind, Status
from cases.engine.index import Occurrences
from cases.engine.intake.result import IntakeResult, KindCounts
from cases.engine.intake.tally import KindTally, Tally
from cases.engine.intake.working_folder import Segment


def account(
    fingerprint: str,
    segments: Sequence[Segment],
    indexed: Mapping[int, Occurrences],
    kinds: Mapping[str, IdentifierKind],
) -> IntakeResult:
    """Put the counts of reading, storing and indexing together.

    The counts come from three places: batches as they arrived, rows as the sealed files
    hold them, tokens as the index holds them. Raises EngineError (`does_not_add_up`)
    where they disagree.
    """
    tally = Tally()
    for segment in segments:
        tally.merge(segment.tally)
    stored = sum(segment.stretch.rows for segment in segments)
    rejected = sum(segment.stretch.rejected_rows for segment in segments)
    if tally.rows_read != stored + rejected or rejected != tally.rejected.total():
        raise EngineError(
            "does_not_add_up", read=tally.rows_read, stored=stored, rejected=rejected
        )
    return IntakeResult(
        fingerprint=fingerprint,
        rows_read=tally.rows_read,
        rows_stored=stored,
        rows_rejected=rejected,
        rejected=dict(sorted(tally.rejected.items())),
        blank=tally.blank,
        kinds={
            key: _counts(key, kind, indexed.get(kinds[key].code, Occurrences()))
            for key, kind in tally.kinds.items()
        },
        invalid_places=tuple(tally.places),
    )


def _counts(key: str, kind: KindTally, indexed: Occurrences) -> KindCounts:
    valid = kind.status[Status.VALID]
    if valid != indexed.valid:
        raise EngineError(
            "does_not_add_up", kind=key, read=valid, indexed=indexed.valid
        )
    return KindCounts(
        valid=valid,
        invalid=kind.status[Status.INVALID],
        masked=kind.status[Status.MASKED],
        truncated=kind.status[Status.TRUNCATED],
        duplicates=indexed.duplicates,
        unique=indexed.unique,
        reasons=dict(sorted(kind.reasons.items())),
    )
