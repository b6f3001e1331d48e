"""The cards of an address book, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from cases.engine.readers.gathering import Blank, Rejected
from cases.engine.readers.keyed import Keyed
from cases.engine.readers.vcard.properties import (
    is_quoted_printable,
    read_property,
)
from cases.engine.readers.window import LONGEST_RECORD, Window, lines_of, shown

# Between several values of one property in a cell.
BETWEEN = "; "

# A picture of this size and more text than a card can have is no card.
LONGEST_CARD = 16 * LONGEST_RECORD


def records(
    window: Window, longest: int = LONGEST_CARD
) -> Iterator[Keyed | Rejected | Blank]:
    """A record for each card; a line that belongs to no card is rejected."""
    card: _Card | None = None
    for line in lines_of(window):
        text = line.text.rstrip()
        mark = text.upper().replace(" ", "")
        if mark == "BEGIN:VCARD":
            if card is not None:
                yield card.rejected("unfinished")
            card = _Card(line.number)
        elif card is None:
            yield _outside(line.number, text, window)
        elif mark == "END:VCARD":
            yield card.record(damaged=window.is_damaged_text("".join(card.lines)))
            card = None
        else:
            card.add(text, too_long=line.too_long)
            if card.length > longest:
                yield card.rejected("record_too_long")
                card = None
    if card is not None:
        yield card.rejected("unfinished")


def _outside(number: int, text: str, window: Window) -> Rejected | Blank:
    if not text.strip():
        return Blank(number)
    reason = "undecodable" if window.is_damaged_text(text) else "outside_card"
    return Rejected(number, reason, shown(text))


class _Card:
    """lines: unfolded, as they are written."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: list[str] = []
        self.length = 0
        self._too_long = False
        self._goes_on = False

    def add(self, text: str, *, too_long: bool) -> None:
        self.length += len(text)
        self._too_long = self._too_long or too_long
        if self._goes_on and self.lines:
            # A soft line break of quoted-printable (RFC 2045, 6.7).
            self.lines[-1] = self.lines[-1][:-1] + text.lstrip(" \t")
        elif text[:1] in {" ", "\t"} and self.lines:
            self.lines[-1] += text[1:]
        elif text:
            self.lines.append(text)
        self._goes_on = text.endswith("=") and is_quoted_printable(
            self.lines[-1] if self.lines else ""
        )

    def record(self, *, damaged: bool) -> Keyed | Rejected:
        if self._too_long or damaged:
            return self.rejected("undecodable" if damaged else "record_too_long")
        values: dict[str, list[str]] = {}
        for line in self.lines:
            found = read_property(line)
            if found is None:
                values.setdefault("", []).append(line)
            elif found.text:
                values.setdefault(found.name, []).append(found.text)
        return Keyed(self.line, _joined(values))

    def rejected(self, reason: str) -> Rejected:
        return Rejected(self.line, reason, shown("\n".join(self.lines)[:4096]))


def _joined(values: dict[str, list[str]]) -> dict[str, str | None]:
    """The name comes first: a card without FN is called by its N."""
    joined = {
        name: BETWEEN.join(dict.fromkeys(texts)) for name, texts in values.items()
    }
    name = joined.pop("FN", "") or joined.get("N", "")
    if joined.get("N") == name:
        joined.pop("N", None)
    return {"FN": name or None, **joined}
