"""What the officer confirmed: which sheets, and what their columns mean."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cases.engine.keys import Keys
from cases.engine.readers.base import Batch, Layout, Opener

ReadSheet = Callable[[Opener, Layout], Iterator[Batch]]

# Raised when the same plan would lead to other files or other counts.
_FORMAT = 1


@dataclass(frozen=True)
class SheetPlan:
    """One sheet and what its columns hold.

    mapping: column position (0-based) to the key of a kind of identifier, which
    is indexed, or to another role (`name`), which is only noted with the rows.
    """

    layout: Layout
    mapping: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """How far an intake is: `reading`, then `indexing`.

    sheet: position in the plan. rows: read so far. position and total: of that
    sheet in its source's unit (bytes of text, rows of a workbook) or, when
    indexing, in buckets.
    """

    stage: str
    sheet: int
    rows: int
    position: int
    total: int


def fingerprint(plans: Sequence[SheetPlan], keys: Keys) -> str:
    """Tells whether what lies in a working folder belongs to this plan.

    Keyed, since headers and sheet names may be personal data; and another token
    key means other tokens.
    """
    content = [_FORMAT, keys.token_id, [_described(plan) for plan in plans]]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hmac.new(keys.fields[0], text.encode(), hashlib.sha256).hexdigest()


def _described(plan: SheetPlan) -> list[object]:
    layout = plan.layout
    return [
        layout.format,
        layout.sheet,
        layout.encoding,
        layout.separator,
        layout.header_line,
        list(layout.columns),
        sorted(plan.mapping.items()),
    ]
