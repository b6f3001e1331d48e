"""JSON documents: a list of records, alone or inside an envelope.

An envelope is an object that holds the list beside other things, as the answers
of web services do: {"code": 0, "data": [{…}, {…}]}. Several values that follow
one another, over as many lines as they like, are read too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from cases.engine.readers.gathering import Rejected
from cases.engine.readers.json_text.values import decode, flat
from cases.engine.readers.keyed import Keyed
from cases.engine.readers.window import (
    LONGEST_RECORD,
    SHOWN,
    Window,
    after,
    find,
    shown,
)

_SPACE = re.compile(r"[\s,\x1e\ufeff]*")
_COLON = re.compile(r"\s*:\s*")
_LIST_OF_RECORDS = re.compile(r"\[\s*(?=[\[{])")
# After a broken record, where the next one may begin.
_NEXT_RECORD = re.compile(r"[,\n]\s*(?=[\[{])")
_SAYS_NOTHING = re.compile(
    r'[\s,\x1e\ufeff\]}]*(?:[\[{]\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*(?=[\[{]))?)*'
)
# A value that is nested too deeply goes on for at least so many characters.
_DEEP = 900
# No literal of JSON is longer: it may be cut where the text ends.
_LITERAL = 9


def records(
    window: Window, longest: int = LONGEST_RECORD
) -> Iterator[Keyed | Rejected]:
    window.fill(longest)
    start = first_record(window.text)
    yield from _around(window.line, window.text[:start])
    window.move(start)
    while _at_value(window):
        if window.text[window.place] in "]}":
            yield from _leave_list(window)
        else:
            yield _read_record(window, longest)


def _around(line: int, text: str) -> Iterator[Rejected]:
    """What stands before, between and after the lists, if it says anything."""
    if _SAYS_NOTHING.fullmatch(text) is None:
        yield Rejected(line, "around_records", shown(text))


def _leave_list(window: Window) -> Iterator[Rejected]:
    line, begun = window.line, window.text[window.place :][:SHOWN]
    passed = find(window, _LIST_OF_RECORDS)
    yield from _around(line, begun[:passed])


def first_record(text: str) -> int:
    """Where the first record begins.

    A lone object is a record itself, unless it is an envelope.
    """
    place = after(_SPACE, text, 0)
    if text.startswith("["):
        place = 0
    if text[place : place + 1] == "[":
        return place + 1
    return _in_envelope(text, place) if _is_alone(text, place) else place


def _is_alone(text: str, place: int) -> bool:
    """Whether the value is all that the file holds, as far as one can see."""
    try:
        _value, end = decode(text, place)
    except ValueError:
        return True
    except RecursionError:
        return False
    return not text[end:].strip()


def _in_envelope(text: str, place: int) -> int:
    """The first record of a list in the object at `place` or in those inside."""
    first = place
    try:
        while text[place] == "{":
            place += 1
            while True:
                place = after(_SPACE, text, place)
                if text[place] == "}":
                    return first
                _key, place = decode(text, place)
                place = after(_COLON, text, place)
                if found := _LIST_OF_RECORDS.match(text, place):
                    return found.end()
                if text[place] == "{" and text[place + 1 : place + 2] != "}":
                    break
                _value, place = decode(text, place)
    except (ValueError, IndexError, RecursionError):
        pass
    return first


def _at_value(window: Window) -> bool:
    """Move to what comes next; False if nothing does."""
    while True:
        window.move(after(_SPACE, window.text, window.place))
        if window.ahead:
            return True
        if not window.more():
            return False


def _read_record(window: Window, longest: int) -> Keyed | Rejected:
    line, start = window.line, window.place
    try:
        value, end = decode(window.text, start)
    except RecursionError:
        return _skip(window, "too_deep", start + _DEEP)
    except json.JSONDecodeError as error:
        # Perhaps its end is not in sight yet.
        if window.fill(longest):
            return _read_record(window, longest)
        return _skip(window, _why(error, window), _where_to_look(error, window))
    if end == len(window.text) and isinstance(value, str) and window.more():
        # A number may have more digits than those in sight.
        return _read_record(window, longest)
    if end - start > longest:
        return _skip(window, "record_too_long", end)
    if window.is_damaged(start, end):
        return _skip(window, "undecodable", end)
    window.move(end)
    return Keyed(line, flat(value))


def _why(error: json.JSONDecodeError, window: Window) -> str:
    is_open = error.msg.startswith("Unterminated string")
    if not window.ended and (is_open or error.pos > len(window.text) - _LITERAL):
        return "record_too_long"
    return "malformed"


def _where_to_look(error: json.JSONDecodeError, window: Window) -> int:
    """A quote that is missing turns the text inside out, up to the line's end."""
    line_end = window.text.find("\n", window.place)
    return error.pos if line_end < 0 else min(error.pos, line_end)


def _skip(window: Window, reason: str, to: int) -> Rejected:
    """Reject the record, and move to the next beginning of one from `to` on."""
    line, begun = window.line, window.text[window.place :][:SHOWN]
    before = min(max(to - 1, window.place), len(window.text)) - window.place
    window.move(window.place + before)
    passed = before + find(window, _NEXT_RECORD)
    return Rejected(line, reason, shown(begun[:passed]))
