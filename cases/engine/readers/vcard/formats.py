"""Address books as a format."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.engine.errors import UnreadableFile
from cases.engine.readers.base import Batch, Format, Layout, Opener, one_by_one
from cases.engine.readers.beginning import text_beginning
from cases.engine.readers.gathering import without_sample
from cases.engine.readers.keyed import keyed_layout, read_keyed
from cases.engine.readers.vcard.cards import records

VCARD = "vcard"

_BEGIN = re.compile(r"(?im)^BEGIN: *VCARD\s*$")


def is_address_book(text: str) -> bool:
    return _BEGIN.search(text) is not None


def sniff(opener: Opener, name: str) -> list[Layout]:
    """Raises UnreadableFile (`no_records`)."""
    begun = text_beginning(opener, name)
    layout = keyed_layout(opener, begun.encoding, VCARD, records)
    if layout is None:
        raise UnreadableFile("no_records", file=name)
    return [layout]


def look_again(opener: Opener, layout: Layout) -> Layout:
    again = keyed_layout(opener, layout.encoding, VCARD, records)
    return again or without_sample(layout)


def read(opener: Opener, layout: Layout, batch_bytes: int) -> Iterator[Batch]:
    return read_keyed(opener, layout, batch_bytes, records)


FORMAT = Format(
    key=VCARD,
    suffixes=(".vcf", ".vcard"),
    settings=frozenset({"encoding"}),
    recognises=is_address_book,
    sniff=sniff,
    look_again=one_by_one(look_again),
    read=read,
)
