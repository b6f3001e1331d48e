"""How the sheets of a file are to be read, as it is kept with the file.

One item per sheet: `format`, `sheet`, `encoding`, `separator`, `header_line`,
`columns`, `hidden`; `mapping`, from a column's place (as text) to a kind of
identifier or a role; `guessed`, the same as it was guessed; `found`, the settings as
they were found; `confidence`, one number between 0 and 1 per column; `sample`, the
first cells of each column until the sheet is confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.engine.detection import guess_columns
from cases.engine.identifiers import KINDS
from cases.engine.intake import SheetPlan
from cases.engine.readers import Layout, Opener, look_again, look_again_at_all, sniff

SETTINGS = ("encoding", "separator", "header_line")
ROLES = ("name", "address", "time", "note")

_SAMPLE_ROWS = 5
# What no header contains: a number, an e-mail address.
_DATA = re.compile(r"[0-9]{5,}|@")


class SheetItem(TypedDict):
    format: str
    sheet: str
    encoding: str
    separator: str
    header_line: int
    columns: list[str]
    hidden: bool
    mapping: dict[str, str]
    guessed: NotRequired[dict[str, str]]
    found: NotRequired[dict[str, Any]]
    confidence: list[float]
    sample: NotRequired[list[list[str | None]]]


def guess(opener: Opener, name: str) -> list[SheetItem]:
    """Raises UnreadableFile where the file is no table."""
    return [_item(layout) for layout in sniff(opener, name)]


def corrected(
    opener: Opener, item: SheetItem, chosen: Mapping[str, str], **changes: Any
) -> SheetItem:
    """The sheet with another encoding, separator or header line, guessed anew.

    chosen: what the officer has said of the columns so far. Where that differs from the
    guess it is kept, as long as its column is still there. Raises ValidationError where
    the header line is a row of data, which as a header would be shown in the clear.
    """
    layout = look_again(opener, replace(layout_of(item), **changes))
    if layout.header_line and any(map(_DATA.search, layout.columns)):
        raise ValidationError(
            _(
                "Line %s holds data and no header. Give the line of the header, or 0"
                " if the file has none."
            )
            % layout.header_line
        )
    found = _item(layout)
    found["found"] = item.get("found", found["found"])
    kept = dict(_kept(item, chosen, found))
    return with_mapping(found, {**found["mapping"], **kept})


def _kept(
    item: SheetItem, chosen: Mapping[str, str], found: SheetItem
) -> Iterator[tuple[str, str]]:
    guessed = item.get("guessed", item["mapping"])
    for place, role in chosen.items():
        if role != guessed.get(place, ""):
            there = _again(item["columns"], int(place), found["columns"])
            if there is not None:
                yield str(there), role


def _again(before: list[str], place: int, after: list[str]) -> int | None:
    """Where a column stands now: found by its header, else by its place if the sheet
    has as many columns as before."""
    name = before[place]
    if before.count(name) == after.count(name) == 1:
        return after.index(name)
    return place if len(before) == len(after) else None


def with_mapping(item: SheetItem, mapping: Mapping[str, str]) -> SheetItem:
    return {**item, "mapping": {p: role for p, role in mapping.items() if role}}


def is_as_found(item: SheetItem) -> bool:
    """Whether nobody has said anything of the sheet yet."""
    now: Mapping[str, Any] = {**item}
    found = item.get("found", now)
    return item["mapping"] == item.get("guessed", item["mapping"]) and all(
        now[name] == found[name] for name in SETTINGS
    )


def with_samples(opener: Opener, items: Sequence[SheetItem]) -> list[SheetItem]:
    """The sheets with their first cells, read again where they are no longer kept."""
    missing = [layout_of(item) for item in items if "sample" not in item]
    read = iter(look_again_at_all(opener, missing))
    return [
        item if "sample" in item else {**item, "sample": _sample(next(read))}
        for item in items
    ]


def without_samples(items: Iterable[SheetItem]) -> list[SheetItem]:
    """The sheets as they are kept once they are confirmed."""
    kept = [item.copy() for item in items]
    for item in kept:
        item.pop("sample", None)
    return kept


def layout_of(item: SheetItem) -> Layout:
    return Layout(
        format=item["format"],
        sheet=item["sheet"],
        encoding=item["encoding"],
        separator=item["separator"],
        header_line=item["header_line"],
        columns=tuple(item["columns"]),
        hidden=item["hidden"],
    )


def plans(items: Iterable[SheetItem]) -> list[SheetPlan]:
    return [
        SheetPlan(
            layout_of(item), {int(place): role for place, role in mapping_of(item)}
        )
        for item in items
    ]


def mapping_of(item: SheetItem) -> list[tuple[str, str]]:
    return [(place, role) for place, role in item["mapping"].items() if role]


def mapped(items: Iterable[SheetItem], by_header: Mapping[str, str]) -> list[SheetItem]:
    """The sheets with their columns mapped by header text. Of columns that are not
    named, only guesses that are no identifier (names, addresses, …) are kept.

    Raises ValidationError for a header that no sheet has or a kind that does not
    exist.
    """
    items = list(items)
    known = {name for item in items for name in item["columns"]}
    for header, kind in by_header.items():
        if header not in known:
            raise ValidationError(
                _("No column has the header “%(header)s”. There are: %(known)s.")
                % {"header": header, "known": ", ".join(sorted(known))}
            )
        if kind not in KINDS and kind not in ROLES:
            raise ValidationError(
                _("There is no kind “%(kind)s”. There are: %(known)s.")
                % {"kind": kind, "known": ", ".join((*KINDS, *ROLES))}
            )
    return [
        {
            **item,
            "mapping": {
                **{p: r for p, r in item["mapping"].items() if r in ROLES},
                **{
                    str(place): by_header[name]
                    for place, name in enumerate(item["columns"])
                    if name in by_header
                },
            },
        }
        for item in items
    ]


def require_identifiers(items: Iterable[SheetItem]) -> None:
    """Raises ValidationError unless some column holds identifiers."""
    roles = {role for item in items for _place, role in mapping_of(item)}
    if not roles & set(KINDS):
        raise ValidationError(
            _(
                "No column is said to hold numbers that can be matched, such as mobile"
                " numbers or resident IDs. Say which column holds them."
            )
        )


def _item(layout: Layout) -> SheetItem:
    guesses = guess_columns(layout)
    guessed = {
        str(place): guess.kind_or_role
        for place, guess in enumerate(guesses)
        if guess.kind_or_role
    }
    return {
        "format": layout.format,
        "sheet": layout.sheet,
        "encoding": layout.encoding,
        "separator": layout.separator,
        "header_line": layout.header_line,
        "columns": list(layout.columns),
        "hidden": layout.hidden,
        "mapping": guessed,
        "guessed": guessed,
        "found": {name: getattr(layout, name) for name in SETTINGS},
        "confidence": [round(guess.confidence, 2) for guess in guesses],
        "sample": _sample(layout),
    }


def _sample(layout: Layout) -> list[list[str | None]]:
    """The first cells of each column; a column may have fewer than the others."""
    sample = layout.sample.head(_SAMPLE_ROWS)
    return [
        sample.get_column(str(place)).to_list() if str(place) in sample.columns else []
        for place in range(len(layout.columns))
    ]
